import type { IncomingMessage } from 'node:http';
import type { WireRequest } from './wire.ts';

/** More is read and dropped: a simulator never answers before the request has ended. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

export async function readRequest(request: IncomingMessage): Promise<WireRequest> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk as Buffer);
  }
  return { ...emptyRequest(request), ...parseBody(Buffer.concat(chunks).toString('utf8')) };
}

/** A request without its body, as one for a WebSocket has none. */
export function emptyRequest(request: IncomingMessage): WireRequest {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://simulator');
  return {
    method: request.method ?? 'GET',
    path: pathname,
    query: searchParams,
    headers: request.headers,
    body: undefined,
    hasInvalidBody: false,
  };
}

function parseBody(text: string): Pick<WireRequest, 'body' | 'hasInvalidBody'> {
  if (text === '') return { body: undefined, hasInvalidBody: false };
  try {
    return { body: JSON.parse(text) as unknown, hasInvalidBody: false };
  } catch {
    // The vendor decides what it says to a body that is no JSON; here it is only noted.
    return { body: undefined, hasInvalidBody: true };
  }
}
