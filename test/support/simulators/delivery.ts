import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Fault, FaultName } from './fault.ts';
import { isRecord, type WireAnswer } from './wire.ts';

/** An answer on its way out, and what may happen to it there. */
export interface Delivery {
  readonly response: ServerResponse;
  readonly answer: WireAnswer;
  /** Headers of the vendor, on everything that pretends to come from it. */
  readonly vendorHeaders: Readonly<Record<string, string>>;
  /** Events of the vendor for a stream that goes wrong. */
  readonly streamError: readonly string[];
  readonly fault: Fault;
  readonly redirectTo: string;
  readonly tokenDelayMs: number;
  /** Told the status once headers go out. */
  readonly onHeaders: (status: number) => void;
  /** Fires when the caller goes away or the simulator closes: every wait ends with it. */
  readonly signal: AbortSignal;
}

const PORTAL_PAGE =
  '<!doctype html><html><head><title>Sign in to the network</title></head><body><h1>Welcome</h1></body></html>';
const DEFAULT_SLOW_MS = 3_000;
const DEFAULT_HUGE_BYTES = 50 * 1024 * 1024;
const HUGE_CHUNK = Buffer.alloc(64 * 1024, 'x');
/** Invalid as UTF-8 and as JSON, whatever the reader tries first. */
const GARBAGE = Buffer.from([
  0x00, 0xff, 0xfe, 0x7b, 0x80, 0x1f, 0x8b, 0x08, 0xc3, 0x28, 0x5b, 0xa0, 0x22, 0xf5,
]);

type Way = (delivery: Delivery) => Promise<void> | void;

/** Only what happens on the transport stands here; every other fault is an answer like any other. */
const WAYS: Partial<Record<FaultName, Way>> = {
  slow: async (delivery) => {
    await delay(delivery.fault.ms ?? DEFAULT_SLOW_MS, undefined, { signal: delivery.signal });
    await sendWhole(delivery);
  },
  hang: (delivery) => stall(delivery.signal),
  hang_body: async (delivery) => {
    await sendHalf(delivery);
    await stall(delivery.signal);
  },
  reset: (delivery) => resetConnection(delivery.response),
  reset_body: async (delivery) => {
    await sendHalf(delivery);
    resetConnection(delivery.response);
  },
  html_200: (delivery) => {
    head(delivery, 200, { 'content-type': 'text/html; charset=utf-8' }).end(PORTAL_PAGE);
  },
  truncated: async (delivery) => {
    await sendHalf(delivery);
    delivery.response.end();
  },
  huge_body: sendHuge,
  redirect: (delivery) => {
    const location = delivery.fault.location ?? delivery.redirectTo;
    head(delivery, 307, { location, 'content-length': '0' }).end();
  },
  garbage: (delivery) => {
    head(delivery, 200, { 'content-type': 'application/json' }).end(GARBAGE);
  },
  not_http: ({ response }) => {
    response.socket?.end(GARBAGE);
  },
  stream_error: sendFailingStream,
};

export async function deliver(delivery: Delivery): Promise<void> {
  await (WAYS[delivery.fault.fault] ?? sendWhole)(delivery);
}

/** The body in the pieces in which it leaves: a stream's events one by one. */
function piecesOf({ content }: WireAnswer): readonly string[] {
  if (content.kind === 'json') return [JSON.stringify(content.json)];
  return content.kind === 'text' ? [content.text] : content.frames;
}

function contentTypeOf({ content }: WireAnswer): string {
  if (content.kind === 'events') return 'text/event-stream; charset=utf-8';
  return content.kind === 'json' ? 'application/json' : content.contentType;
}

function headersOf(delivery: Delivery): Record<string, string> {
  const { answer, vendorHeaders } = delivery;
  return { ...vendorHeaders, 'content-type': contentTypeOf(answer), ...answer.headers };
}

function head(delivery: Delivery, status: number, headers: Record<string, string>): ServerResponse {
  delivery.onHeaders(status);
  return delivery.response.writeHead(status, headers);
}

async function sendWhole(delivery: Delivery): Promise<void> {
  const { response, answer } = delivery;
  const pieces = piecesOf(answer);
  if (answer.content.kind !== 'events') {
    const body = Buffer.from(pieces.join(''));
    head(delivery, answer.status, { ...headersOf(delivery), 'content-length': String(body.length) }).end(
      body,
    );
    return;
  }
  head(delivery, answer.status, { ...headersOf(delivery), 'cache-control': 'no-cache' });
  await sendFrames(delivery, pieces);
  response.end();
}

async function sendFrames(delivery: Delivery, frames: readonly string[]): Promise<void> {
  for (const frame of frames) {
    await write(delivery, frame);
    if (delivery.tokenDelayMs > 0) await delay(delivery.tokenDelayMs, undefined, { signal: delivery.signal });
  }
}

async function sendHalf(delivery: Delivery): Promise<void> {
  const { answer } = delivery;
  head(delivery, answer.status, headersOf(delivery));
  const pieces = piecesOf(answer);
  if (answer.content.kind === 'events') {
    await sendFrames(delivery, pieces.slice(0, Math.max(1, Math.floor(pieces.length / 2))));
    return;
  }
  const body = pieces.join('');
  await write(delivery, body.slice(0, Math.floor(body.length / 2)));
}

async function sendFailingStream(delivery: Delivery): Promise<void> {
  const { answer, response } = delivery;
  if (answer.content.kind !== 'events') {
    await sendWhole(delivery);
    return;
  }
  head(delivery, answer.status, headersOf(delivery));
  await sendFrames(delivery, [...answer.content.frames.slice(0, 2), ...delivery.streamError]);
  response.end();
}

async function sendHuge(delivery: Delivery): Promise<void> {
  const { response, fault } = delivery;
  head(delivery, 200, { ...delivery.vendorHeaders, 'content-type': 'application/json' });
  await write(delivery, `${openObject(delivery.answer)}"padding":["`);
  let leftBytes = fault.bytes ?? DEFAULT_HUGE_BYTES;
  while (leftBytes > 0) {
    await write(delivery, leftBytes < HUGE_CHUNK.length ? HUGE_CHUNK.subarray(0, leftBytes) : HUGE_CHUNK);
    leftBytes -= HUGE_CHUNK.length;
  }
  response.end('"]}');
}

/** The answer up to where its next field would stand; what is no object is left out. */
function openObject({ content }: WireAnswer): string {
  if (content.kind !== 'json' || !isRecord(content.json)) return '{';
  const text = JSON.stringify(content.json).slice(0, -1);
  return text === '{' ? text : `${text},`;
}

/** Resolves when the bytes have left the process, so that what follows is a second packet. */
function write({ response, signal }: Delivery, bytes: string | Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(signal.reason);
    if (signal.aborted) {
      giveUp();
      return;
    }
    signal.addEventListener('abort', giveUp, { once: true });
    response.write(bytes, () => {
      signal.removeEventListener('abort', giveUp);
      resolve();
    });
  });
}

function resetConnection(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

function stall(signal: AbortSignal): Promise<void> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
