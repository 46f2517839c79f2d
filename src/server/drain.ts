import type { Server, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * Goes on answering for so long, while those who ask for readiness hear that they should go elsewhere. Every answer
 * ends its connection, so that none is left on which a request could arrive too late.
 */
export async function drain(server: Server, drainMs: number): Promise<void> {
  const endConnection = (_: unknown, response: ServerResponse): void => {
    response.setHeader('connection', 'close');
  };
  server.prependListener('request', endConnection);
  await wait(drainMs);
}
