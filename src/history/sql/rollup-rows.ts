import { RowStatement } from '../database/row-statement.ts';
import type { Row } from '../database/sql-database.ts';
import type { Resolution } from '../resolution.ts';
import { RESOLUTION_MS } from '../resolution.ts';
import type { Rollup, RollupPart, RollupSet } from '../rollup.ts';
import { type FailureCounts, type StoredTally, Tally } from '../tally.ts';
import { RESOLUTION_MINUTES } from './codes.ts';
import type { RollupRow } from './tables.ts';

const MINUTE_MS = RESOLUTION_MS['1m'];

const KEY = ['resolution', 'target_id', 'is_call', 'start_minute', 'part'];

/** Writes the whole of a roll-up anew: a repetition changes nothing. */
export const REPLACE_ROLLUPS = new RowStatement({
  table: 'rollups',
  columns: [...KEY, 'ok', 'by_failure', 'latency', 'ttft', 'speed'],
  key: KEY,
  onConflict: 'replace',
});

/** What was merged from finer ones is one part. */
const MERGED_PART = 0;

/** One series of roll-ups: a set of a target. */
export interface Series {
  readonly targetId: number;
  readonly isCall: 0 | 1;
}

/** A roll-up by the numbers it is stored under. */
export interface Bucket extends Series {
  readonly startMinute: number;
  readonly tally: Tally;
}

export function partRow(part: RollupPart, targetId: number): Row {
  const key = [RESOLUTION_MINUTES.codeOf('1m'), targetId, isCallOf(part.set), minuteOf(part.from), part.part];
  return [...key, ...tallyValues(part.tally)];
}

export function mergedRow(resolution: Resolution, { targetId, isCall, startMinute, tally }: Bucket): Row {
  const key = [RESOLUTION_MINUTES.codeOf(resolution), targetId, isCall, startMinute, MERGED_PART];
  return [...key, ...tallyValues(tally.stored())];
}

/** Merges rows, of whatever parts, into buckets of a resolution; by time, checks before calls. */
export function bucketsOf(rows: readonly RollupRow[], resolution: Resolution): Bucket[] {
  const buckets = new Map<string, Bucket>();
  for (const row of rows) mergeInto(buckets, row, RESOLUTION_MINUTES.codeOf(resolution));
  return [...buckets.values()].toSorted((a, b) => a.startMinute - b.startMinute || a.isCall - b.isCall);
}

function mergeInto(buckets: Map<string, Bucket>, row: RollupRow, minutes: number): void {
  const startMinute = row.start_minute - (row.start_minute % minutes);
  const name = `${row.target_id} ${row.is_call} ${startMinute}`;
  let bucket = buckets.get(name);
  if (bucket === undefined) {
    const isCall = row.is_call === 1 ? 1 : 0;
    bucket = { targetId: row.target_id, isCall, startMinute, tally: new Tally() };
    buckets.set(name, bucket);
  }
  bucket.tally.mergeStored(storedOf(row));
}

export function rollupOf(
  { isCall, startMinute, tally }: Bucket,
  targetId: string,
  resolution: Resolution,
): Rollup {
  const from = startMinute * MINUTE_MS;
  return { targetId, set: setOf(isCall), from, to: from + RESOLUTION_MS[resolution], tally };
}

export function storedOf(row: RollupRow): StoredTally {
  const { ok, latency, ttft, speed } = row;
  const byFailure = row.by_failure === null ? {} : (JSON.parse(row.by_failure) as FailureCounts);
  return { ok, byFailure, latency, ttft, speed };
}

export function minuteOf(atMs: number): number {
  return Math.floor(atMs / MINUTE_MS);
}

export function isCallOf(set: RollupSet): 0 | 1 {
  return set === 'calls' ? 1 : 0;
}

function setOf(isCall: 0 | 1): RollupSet {
  return isCall === 1 ? 'calls' : 'checks';
}

function tallyValues({ ok, byFailure, latency, ttft, speed }: StoredTally): Row {
  const isClean = Object.keys(byFailure).length === 0;
  return [ok, isClean ? null : JSON.stringify(byFailure), latency, ttft, speed];
}
