import type { z } from 'zod';
import type { Candidate, Exclusion, Factors } from './advice/advice.ts';
import type { PoolAdvice, Snapshot } from './advice/snapshot.ts';
import type { PoolChange } from './changes/pool-change.ts';
import type { adviceSchema, changesSchema } from './routing.schema.ts';

type AdviceBody = z.input<typeof adviceSchema>;

/** Advice as the API tells it. */
export function adviceView(
  advice: PoolAdvice,
  { seq, generatedAt }: Snapshot,
  limit: number | undefined,
): AdviceBody {
  const candidates = limit === undefined ? advice.candidates : advice.candidates.slice(0, limit);
  return {
    panic: advice.isPanic,
    capped: advice.isCapped,
    pool: advice.pool,
    strategy: advice.strategy,
    generated_at: iso(generatedAt),
    seq,
    candidates: candidates.map(candidateView),
    excluded: advice.excluded.map(exclusionView),
  };
}

function candidateView(candidate: Candidate): AdviceBody['candidates'][number] {
  return {
    id: candidate.id,
    weight: rounded(candidate.weight),
    share: rounded(candidate.share),
    status: candidate.status,
    p95_ms: candidate.p95Ms,
    p95_of: candidate.p95Of,
    factors: factorsView(candidate.factors),
    waits_until: isoOrNull(candidate.waitsUntil),
    last_resort: candidate.lastResort?.reason ?? null,
  };
}

function factorsView(factors: Factors): AdviceBody['candidates'][number]['factors'] {
  return {
    configured: factors.configured,
    status: factors.status,
    latency: rounded(factors.latency),
    headroom: rounded(factors.headroom),
    slow_start: rounded(factors.slowStart),
    ...(factors.cost === null ? {} : { cost: rounded(factors.cost) }),
    ...(factors.priority === null ? {} : { priority: rounded(factors.priority) }),
  };
}

function exclusionView({ id, reason, retryAt, detail }: Exclusion): AdviceBody['excluded'][number] {
  return { id, reason, retry_at: isoOrNull(retryAt), detail };
}

export function changeView(change: PoolChange): z.input<typeof changesSchema>['items'][number] {
  const { number, seq, at, pool, isPanic, moved, using } = change;
  return {
    number,
    seq,
    at: iso(at),
    pool,
    panic: isPanic,
    moved: moved.map(({ id, from, to, why }) => ({
      id,
      from: roundedOrNull(from),
      to: roundedOrNull(to),
      why,
    })),
    using: using.map(({ id, share }) => ({ id, share: rounded(share) })),
  };
}

const DECIMALS = 10_000;

function rounded(value: number): number {
  return Math.round(value * DECIMALS) / DECIMALS;
}

function roundedOrNull(value: number | null): number | null {
  return value === null ? null : rounded(value);
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

function isoOrNull(at: number | null): string | null {
  return at === null ? null : iso(at);
}
