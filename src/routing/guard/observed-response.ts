import { ReadableStream } from 'node:stream/web';
import { ErrorScan } from '../../probes/generate/error-scan.ts';
import { ObservedStream, type StreamLike } from './observed-stream.ts';
import type { StreamWatch } from './stream-watch.ts';

export function isEventStream({ ok, headers, body, bodyUsed }: Response): boolean {
  const isEvents = /^text\/event-stream\b/i.test(headers.get('content-type') ?? '');
  return ok && isEvents && body !== null && !bodyUsed;
}

/** An answer of `fetch` whose body is a stream of events, and that body under watch. */
export interface ObservedResponse {
  readonly response: Response;
  readonly stream: ObservedStream;
}

/** The answer as it was, but for its body, which passes by the watch on its way. */
export function observeResponse(response: Response, watch: StreamWatch): ObservedResponse {
  const bytes = response.body as unknown as StreamLike;
  const stream = new ObservedStream(bytes, watch, eventReader());
  const body = ReadableStream.from(bytes) as unknown as ConstructorParameters<typeof Response>[0];
  const { status, statusText, headers, url, redirected } = response;
  const passed = new Response(body, { status, statusText, headers });
  // What only `fetch` itself can set.
  Object.defineProperties(passed, { url: { value: url }, redirected: { value: redirected } });
  return { response: passed, stream };
}

/** An error where an event carries one; nothing for comments, by which servers keep connections open. */
function eventReader(): (chunk: unknown) => unknown {
  const scan = new ErrorScan();
  return (chunk) => {
    if (!(chunk instanceof Uint8Array)) return chunk;
    scan.add(chunk);
    if (scan.error !== null) return scan.error;
    return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).includes('data:') ? chunk : '';
  };
}
