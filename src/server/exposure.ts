import { isLoopback } from '../settings/loopback.ts';
import type { Settings } from '../settings/settings.ts';

/** Others would be served without being asked who they are. */
export class ExposureError extends Error {
  readonly code = 'open_to_others';

  constructor(host: string) {
    super(
      `HOST is ${host}, which others than this machine reach, and BELLWETHER_API_TOKENS is empty; ` +
        'set BELLWETHER_API_TOKENS to name:role:secret (roles read, ingest, operate), set HOST to 127.0.0.1, ' +
        'or allow everybody everything with BELLWETHER_ALLOW_OPEN=true',
    );
  }
}

/** @throws ExposureError where the API would be open to others and nobody said that it may */
export function assertNotExposed({ server, apiTokens }: Pick<Settings, 'server' | 'apiTokens'>): void {
  if (apiTokens.length > 0 || server.allowOpen || isLoopback(server.host)) return;
  throw new ExposureError(server.host);
}
