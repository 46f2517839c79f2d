import type { SqlDatabase } from '../database/sql-database.ts';
import { finerThan, type Resolution, RESOLUTIONS } from '../resolution.ts';
import { RESOLUTION_MINUTES } from './codes.ts';
import { RollupProgress } from './rollup-progress.ts';
import { bucketsOf, mergedRow, REPLACE_ROLLUPS } from './rollup-rows.ts';
import type { HistoryKysely, HistoryTransaction, RollupRow } from './tables.ts';

/** Whoever changes roll-ups holds it: what is merged must not change meanwhile. */
export const ROLLUP_LOCK = 'rollups';

export interface MinuteRange {
  readonly fromMinute: number;
  /** Exclusive. */
  readonly toMinute: number;
}

/** Roll-ups of one resolution. */
export interface RollupSpan extends MinuteRange {
  readonly resolution: Resolution;
  readonly targetIds: readonly number[];
}

/** Makes roll-ups from finer ones, whatever was there before. Returns how many it read. */
export async function mergeFiner(
  database: SqlDatabase,
  transaction: HistoryTransaction,
  span: RollupSpan,
): Promise<number> {
  const { resolution, targetIds } = span;
  const finer = finerThan(resolution);
  if (finer === null || targetIds.length === 0 || span.fromMinute >= span.toMinute) return 0;
  const rows = await selectRollups(transaction, { ...span, resolution: finer });
  const merged = bucketsOf(rows, resolution).map((bucket) => mergedRow(resolution, bucket));
  await database.insertRows(transaction, REPLACE_ROLLUPS, merged);
  return rows.length;
}

export function selectRollups(
  kysely: HistoryKysely,
  { resolution, targetIds, fromMinute, toMinute }: RollupSpan,
): Promise<RollupRow[]> {
  return (
    kysely
      .selectFrom('rollups')
      .selectAll()
      .where('resolution', '=', RESOLUTION_MINUTES.codeOf(resolution))
      .where('target_id', 'in', targetIds)
      // Names the whole of the key, so that the range is sought and not scanned for.
      .where('is_call', 'in', [0, 1])
      .where('start_minute', '>=', fromMinute)
      .where('start_minute', '<', toMinute)
      .execute()
  );
}

/** A minute that was written after it had been merged. */
export interface LateMinute {
  readonly targetId: number;
  readonly minute: number;
}

/** Merges again what late minutes are part of, from fine to coarse. */
export async function mergeLate(
  database: SqlDatabase,
  transaction: HistoryTransaction,
  minutes: readonly LateMinute[],
): Promise<void> {
  if (minutes.length === 0) return;
  const targetIds = [...new Set(minutes.map(({ targetId }) => targetId))];
  const progress = await RollupProgress.load(transaction, targetIds);
  for (const resolution of RESOLUTIONS.slice(1)) {
    for (const { targetId, fromMinute } of bucketsToRepeat(minutes, resolution, progress)) {
      const toMinute = fromMinute + RESOLUTION_MINUTES.codeOf(resolution);
      await mergeFiner(database, transaction, { resolution, targetIds: [targetId], fromMinute, toMinute });
    }
  }
}

function bucketsToRepeat(
  minutes: readonly LateMinute[],
  resolution: Resolution,
  progress: RollupProgress,
): { targetId: number; fromMinute: number }[] {
  const length = RESOLUTION_MINUTES.codeOf(resolution);
  const buckets = new Map<string, { targetId: number; fromMinute: number }>();
  for (const { targetId, minute } of minutes) {
    const fromMinute = minute - (minute % length);
    if (minute < progress.untilMinute(resolution, targetId)) {
      buckets.set(`${targetId} ${fromMinute}`, { targetId, fromMinute });
    }
  }
  return [...buckets.values()];
}
