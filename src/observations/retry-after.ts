import { headerOf, type AnswerHeaders } from './answer-headers.ts';

/** chosen: nobody is believed who asks us to wait for longer than a day. */
const LONGEST_WAIT_MS = 24 * 3_600_000;

const SECONDS = /^\d+(\.\d+)?$/;
const PROTOBUF_DURATION = /^(\d+(?:\.\d+)?)s$/;

/**
 * How long the provider asks us to wait, or null when it does not say. Milliseconds headers are the more exact and
 * come first; Gemini has no header and says it in the body (`RetryInfo`).
 */
export function retryAfterMs(headers: AnswerHeaders, body: unknown, now: number): number | null {
  const waitMs =
    fromMilliseconds(headerOf(headers, 'retry-after-ms')) ??
    fromMilliseconds(headerOf(headers, 'x-ms-retry-after-ms')) ??
    fromSecondsOrDate(headerOf(headers, 'retry-after'), now) ??
    fromRetryInfo(body);
  return waitMs === null ? null : Math.min(Math.max(0, waitMs), LONGEST_WAIT_MS);
}

function fromMilliseconds(text: string | null): number | null {
  return text !== null && SECONDS.test(text.trim()) ? Number(text) : null;
}

/** RFC 9110 §10.2.3: delay in seconds, or an HTTP date. */
function fromSecondsOrDate(text: string | null, now: number): number | null {
  if (text === null) return null;
  if (SECONDS.test(text.trim())) return Number(text) * 1000;
  // Date.parse takes "-5" and "1 2 3" for dates; an HTTP date names its weekday or is ISO-like.
  const at = /[A-Za-z]|^\d{4}-/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : at - now;
}

function fromRetryInfo(body: unknown): number | null {
  const answer: unknown = Array.isArray(body) ? (body as unknown[])[0] : body;
  const details = (answer as { error?: { details?: unknown } } | null | undefined)?.error?.details;
  if (!Array.isArray(details)) return null;
  for (const detail of details as readonly unknown[]) {
    const delay = (detail as { retryDelay?: unknown } | null)?.retryDelay;
    const seconds = typeof delay === 'string' ? PROTOBUF_DURATION.exec(delay)?.[1] : undefined;
    if (seconds !== undefined) return Math.round(Number(seconds) * 1000);
  }
  return null;
}
