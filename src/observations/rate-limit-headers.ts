import { headerOf, type AnswerHeaders } from './answer-headers.ts';
import type { RateLimit } from './observation.ts';

type Resource = 'requests' | 'tokens';

interface HeaderFamily {
  readonly of: Resource;
  readonly limit: string;
  readonly remaining: string;
  readonly reset: string;
}

function family(of: Resource, prefix: string, suffix = ''): HeaderFamily {
  const name = (field: string) => `${prefix}${field}${suffix}`;
  return { of, limit: name('limit'), remaining: name('remaining'), reset: name('reset') };
}

/**
 * Where vendors say what is left of a limit. Of several families of one resource the tightest counts: Anthropic
 * limits input and output tokens apart.
 */
const FAMILIES: readonly HeaderFamily[] = [
  family('requests', 'anthropic-ratelimit-requests-'),
  family('tokens', 'anthropic-ratelimit-tokens-'),
  family('tokens', 'anthropic-ratelimit-input-tokens-'),
  family('tokens', 'anthropic-ratelimit-output-tokens-'),
  family('requests', 'x-ratelimit-', '-requests'),
  family('tokens', 'x-ratelimit-', '-tokens'),
  family('tokens', 'x-ratelimit-', '-tokens_usage_based'),
  family('tokens', 'x-ratelimit-', '-project-tokens'),
  family('requests', 'x-ratelimit-'),
  family('requests', 'ratelimit-'),
];

interface Headroom {
  readonly limit: number | null;
  readonly remaining: number | null;
  readonly resetsAt: number | null;
}

/** What the headers say of our remaining rate limit, or null when they say nothing of it. */
export function readRateLimit(headers: AnswerHeaders, now: number): RateLimit | null {
  const requests = tightestOf('requests', headers, now);
  const tokens = tightestOf('tokens', headers, now);
  const tightest = tighter(requests, tokens);
  if (tightest === null) return null;
  return {
    remainingRequests: requests?.remaining ?? null,
    limitRequests: requests?.limit ?? null,
    remainingTokens: tokens?.remaining ?? null,
    limitTokens: tokens?.limit ?? null,
    resetsAt: tightest.resetsAt,
  };
}

function tightestOf(resource: Resource, headers: AnswerHeaders, now: number): Headroom | null {
  let tightest: Headroom | null = null;
  for (const candidate of FAMILIES) {
    if (candidate.of === resource) tightest = tighter(tightest, headroomOf(candidate, headers, now));
  }
  return tightest;
}

function headroomOf(names: HeaderFamily, headers: AnswerHeaders, now: number): Headroom | null {
  const limit = countOf(headerOf(headers, names.limit));
  const remaining = countOf(headerOf(headers, names.remaining));
  const known = knownHeadroom(limit, remaining);
  if (known === null) return null;
  return { ...known, resetsAt: resetTime(headerOf(headers, names.reset), now) };
}

/** Azure's Responses API sends -1 and 0 for what it does not know, so zero counts only beside a real limit. */
function knownHeadroom(
  limit: number | null,
  remaining: number | null,
): { limit: number | null; remaining: number | null } | null {
  const knownLimit = limit !== null && limit > 0 ? limit : null;
  const isKnown = remaining !== null && (remaining > 0 || (remaining === 0 && knownLimit !== null));
  if (knownLimit === null && !isKnown) return null;
  return { limit: knownLimit, remaining: isKnown ? remaining : null };
}

function tighter(a: Headroom | null, b: Headroom | null): Headroom | null {
  if (a === null || b === null) return a ?? b;
  return shareLeft(b) < shareLeft(a) ? b : a;
}

/** Unknown is never tighter than known. */
function shareLeft(headroom: Headroom): number {
  if (headroom.limit === null || headroom.remaining === null) return Number.POSITIVE_INFINITY;
  return headroom.remaining / headroom.limit;
}

function countOf(text: string | null): number | null {
  return text !== null && /^-?\d+$/.test(text.trim()) ? Number(text) : null;
}

/** `\u00b5` is µ: one such letter outside a string makes the whole bundle take two bytes a letter. */
const GO_DURATION = /^(?:\d+(?:\.\d+)?(?:ms|us|\u00b5s|ns|d|h|m|s))+$/;
const GO_PART = /(\d+(?:\.\d+)?)(ms|us|\u00b5s|ns|d|h|m|s)/g;
const GO_UNIT_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** The least numbers taken for epoch seconds and epoch milliseconds (2001-09-09); anything less is a delay in seconds. */
const EPOCH_SECONDS_FROM = 1e9;
const EPOCH_MS_FROM = 1e12;

/** Reads `6m0s`, `12ms`, `59.5` (seconds from now), epoch seconds, epoch milliseconds and RFC 3339. */
function resetTime(text: string | null, now: number): number | null {
  if (text === null) return null;
  const value = text.trim();
  if (/^\d+(\.\d+)?$/.test(value)) return fromNumber(Number(value), now);
  if (GO_DURATION.test(value)) return Math.round(now + goDurationMs(value));
  const at = /^\d{4}-/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

function fromNumber(value: number, now: number): number {
  if (value >= EPOCH_MS_FROM) return value;
  if (value >= EPOCH_SECONDS_FROM) return Math.round(value * 1000);
  return Math.round(now + value * 1000);
}

function goDurationMs(text: string): number {
  let totalMs = 0;
  for (const [, amount, unit] of text.matchAll(GO_PART)) {
    totalMs += Number(amount) * (GO_UNIT_MS[unit ?? ''] ?? 0);
  }
  return totalMs;
}
