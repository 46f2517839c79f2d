/** Everything a simulator can be told to do to a request. */
export const FAULT_NAMES = [
  'ok',
  /** Answers as usual, after `ms`. */
  'slow',
  /** Too many requests, with the vendor's own way of saying when to come back. */
  '429',
  '500',
  /** Unavailable without a word of overload. */
  '503',
  /** Its model is still being loaded; self-hosted servers say so in their own words. */
  'loading',
  /** The vendor's own overload answer: 529 from Anthropic, 503 elsewhere. */
  'overloaded',
  /** Balance or quota used up; 429, 402 or 400, as the vendor has it. */
  'quota',
  /** Every key is taken for a wrong one; 400 from Google, 401 elsewhere. */
  'wrong_key',
  'permission',
  'bad_request',
  /** As if nothing were at any address: 404. */
  'not_found',
  /** Takes the request and never answers. */
  'hang',
  /** Headers and the first bytes, then silence. */
  'hang_body',
  /** Resets the connection before any header. */
  'reset',
  /** Resets the connection in the middle of the body. */
  'reset_body',
  /** A captive portal's page with status 200. */
  'html_200',
  /** The body ends cleanly, half way. */
  'truncated',
  /** The answer, and in the same JSON object `bytes` more, streamed. */
  'huge_body',
  /** 307 to `location`. */
  'redirect',
  /** Closes the listener and every connection; any other fault opens it again on the same port. */
  'refuse',
  /** Status 200, content type JSON, and bytes that are none. */
  'garbage',
  /** Bytes that are not even HTTP. */
  'not_http',
  /** A stream that begins well and then carries an error event; answers without a stream are not touched. */
  'stream_error',
  /** `status`, `headers` and `body` as given. */
  'custom',
] as const;

export type FaultName = (typeof FAULT_NAMES)[number];

export interface FaultDetails {
  /** For `slow`: wait before the answer [3000]. */
  readonly ms?: number;
  /** For `429`: seconds until the next try [15]; null sends none. */
  readonly retryAfterSeconds?: number | null;
  /** For `huge_body`: size [50 MiB]. */
  readonly bytes?: number;
  /** For `redirect`: where to; the fleet's sink by default. */
  readonly location?: string;
  /** For `custom`: status [200]. */
  readonly status?: number;
  /** For `custom`: headers beside the vendor's own. */
  readonly headers?: Readonly<Record<string, string>>;
  /** For `custom`: a text is sent as it is, all else as JSON [{}]. */
  readonly body?: unknown;
  /** Only requests whose path contains this text are hit; the others are answered as usual. */
  readonly pathContains?: string;
  /** Heals after it has hit that many requests. */
  readonly times?: number;
  /** Heals after that many milliseconds. */
  readonly forMs?: number;
}

export interface Fault extends FaultDetails {
  readonly fault: FaultName;
}

export const NO_FAULT: Fault = { fault: 'ok' };

export function isFaultName(value: unknown): value is FaultName {
  return (FAULT_NAMES as readonly unknown[]).includes(value);
}

/** Requests that fail at random, the same ones for the same seed. */
export interface RandomFailures {
  /** Share of requests that fail, 0 to 1. */
  readonly rate: number;
  readonly seed: number;
  readonly fault: Fault;
}

/** mulberry32: small, and the same sequence on every machine. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
