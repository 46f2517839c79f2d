import type { EpochMs } from '../../../clock/clock.ts';
import { retryAfterMs } from '../../../observations/retry-after.ts';
import type { SendOutcome } from '../alert-channel.ts';
import type { HttpAnswer, HttpResult } from './http-sender.ts';

type Kind = SendOutcome['kind'];

/** By the first digit. A redirect is not followed, and may be gone tomorrow: what sits in front of a server sends them. */
const BY_CLASS: Readonly<Record<string, Kind>> = {
  2: 'delivered',
  3: 'retry',
  4: 'refused',
  5: 'retry',
};

/** What differs from the rest of its class: RFC 9110 §15, RFC 8470, and 410 as Standard Webhooks reads it. */
const BY_STATUS: Readonly<Record<number, Kind>> = {
  301: 'refused',
  308: 'refused',
  408: 'retry',
  410: 'gone',
  425: 'retry',
  429: 'retry',
};

/** Said by somebody in between, of an answer that never came or was none: RFC 9110 §15.6.3 and §15.6.5. */
const GATEWAY_FAILURES = new Set([502, 504]);

export function kindOfStatus(status: number): Kind {
  return BY_STATUS[status] ?? BY_CLASS[String(status)[0] ?? ''] ?? 'retry';
}

/** What became of a message over HTTP; `quote` shows what the receiver said, free of secrets. */
export function outcomeOf(result: HttpResult, now: EpochMs, quote: (text: string) => string): SendOutcome {
  if (result.kind === 'failed') {
    const { error, mayHaveArrived } = result;
    return { kind: 'retry', error, retryAfterMs: null, mayHaveArrived };
  }
  const { answer } = result;
  const kind = kindOfStatus(answer.status);
  if (kind === 'delivered') return { kind };
  return {
    kind,
    error: sentenceOf(answer, quote(answer.text)),
    retryAfterMs: kind === 'retry' ? retryAfterMs(answer.headers, undefined, now) : null,
    mayHaveArrived: GATEWAY_FAILURES.has(answer.status),
  };
}

function sentenceOf({ status }: HttpAnswer, said: string): string {
  if (status >= 300 && status < 400) return `the receiver redirects (${status}), which is not followed`;
  return said === '' ? `the receiver answers ${status}` : `the receiver answers ${status}: ${said}`;
}
