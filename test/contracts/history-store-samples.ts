import type { HistoryRecord, Transition } from '../../src/history/history-record.ts';
import type { HistoryBatch, HistoryStore } from '../../src/history/history-store.ts';
import type { Retention } from '../../src/history/retention.ts';
import type { RollupPart } from '../../src/history/rollup.ts';
import { Tally } from '../../src/history/tally.ts';
import { buildObservation } from '../support/build.ts';

/** A Sunday, on the hour. */
export const NOON = Date.parse('2026-11-22T12:00:00.000Z');
export const SECOND = 1_000;
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const RETENTION: Retention = {
  recordsPerTarget: 1_000,
  rollupDays: { '1m': 2, '5m': 7, '15m': 30, '1h': 90, '1d': 730 },
  eventDays: 730,
};

export const EMPTY: HistoryBatch = {
  at: NOON,
  records: [],
  rollups: [],
  transitions: [],
  circuits: [],
  spend: [],
  states: [],
};

export function sampleRecord(overrides: Partial<HistoryRecord> = {}): HistoryRecord {
  return {
    targetId: 'openai',
    at: NOON,
    seq: 1,
    source: 'probe',
    depth: 'auth',
    failure: null,
    blame: null,
    status: 'healthy',
    httpStatus: 200,
    latencyMs: 182.456,
    ttftMs: null,
    outputTokens: null,
    requestId: null,
    detail: null,
    vendorCode: null,
    rateLimit: null,
    retryAfterMs: null,
    ...overrides,
  };
}

export function sampleTransition(overrides: Partial<Transition> = {}): Transition {
  return {
    targetId: 'openai',
    at: NOON,
    seq: 1,
    from: 'healthy',
    to: 'unhealthy',
    reasons: [{ code: 'server_error', message: '3 of the last 3 checks failed: 503' }],
    blame: 'provider',
    ...overrides,
  };
}

export function tallyOf(
  latenciesMs: readonly number[],
  failures: readonly ('timeout' | 'auth')[] = [],
): Tally {
  const tally = new Tally();
  for (const latencyMs of latenciesMs) tally.add(buildObservation({ latencyMs }));
  for (const failure of failures) tally.add(buildObservation({ failure }));
  return tally;
}

export function part(from: number, tally: Tally, overrides: Partial<RollupPart> = {}): RollupPart {
  return { targetId: 'openai', set: 'checks', from, part: 7, tally: tally.stored(), ...overrides };
}

export async function compactAll(store: HistoryStore, nowMs: number): Promise<void> {
  while ((await store.compact(nowMs)).hasMore);
}

export async function pruneAll(store: HistoryStore, retention: Retention, nowMs: number): Promise<void> {
  while ((await store.prune(retention, nowMs)).hasMore);
}

export async function allRecords(store: HistoryStore): Promise<HistoryRecord[]> {
  const found: HistoryRecord[] = [];
  const query = { targetId: null, from: 0, to: NOON * 2, outcome: 'any', order: 'oldest_first' } as const;
  for await (const page of store.streamRecords(query)) found.push(...page);
  return found;
}
