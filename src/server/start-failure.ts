import { AgentListenError } from '../gateways/haproxy-agent.ts';
import { ExposureError } from './exposure.ts';
import { describeProblem, SettingsError } from '../settings/problems.ts';
import type { ServerSettings } from '../settings/settings.ts';

type Listening = Pick<ServerSettings, 'host' | 'port'>;

/** What to tell a person whose server did not start; null for an error that nobody foresaw. */
export function explainStartFailure(error: unknown, server: Listening | null): string | null {
  if (error instanceof SettingsError) {
    return [
      'Bellwether cannot start, its settings are invalid:',
      ...error.problems.map((one) => `  ${describeProblem(one)}`),
    ].join('\n');
  }
  if (error instanceof ExposureError || error instanceof AgentListenError)
    return `Bellwether cannot start: ${error.message}`;
  return server === null ? null : explainListenFailure(codeOf(error), server);
}

function explainListenFailure(code: string, { host, port }: Listening): string | null {
  switch (code) {
    case 'EADDRINUSE':
      return `Bellwether cannot start: port ${port} on ${host} is in use by another process; set PORT to a free one`;
    case 'EACCES':
      return `Bellwether cannot start: this user may not open port ${port}; set PORT to one above 1023`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `Bellwether cannot start: HOST must be an address of this machine, got ${host}`;
    default:
      return null;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
