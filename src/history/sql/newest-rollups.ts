import { type RawBuilder, sql } from 'kysely';
import { finerThan, type Resolution, RESOLUTIONS } from '../resolution.ts';
import { RESOLUTION_MINUTES } from './codes.ts';
import type { MinuteRange } from './rollup-merging.ts';
import type { HistoryKysely, RollupRow } from './tables.ts';

/**
 * Of one target's roll-ups those that are merged, as far as they are, and what comes after from finer ones. One
 * statement: what is merged meanwhile is neither missed nor counted twice, and many targets are read after a start.
 */
export async function selectNewest(
  kysely: HistoryKysely,
  targetId: number,
  resolution: Resolution,
  range: MinuteRange,
): Promise<RollupRow[]> {
  const finerToo = RESOLUTIONS.slice(0, RESOLUTIONS.indexOf(resolution) + 1).toReversed();
  const runs = finerToo.map((each, place) => runOf(each, finerToo[place - 1] ?? null, targetId, range));
  const { rows } = await sql<RollupRow>`${sql.join(runs, sql` union all `)}`.execute(kysely);
  return rows;
}

/** Those of one resolution: from where a coarser one ends to where it ends itself. */
function runOf(
  resolution: Resolution,
  coarser: Resolution | null,
  targetId: number,
  { fromMinute, toMinute }: MinuteRange,
): RawBuilder<RollupRow> {
  const afterCoarser = coarser === null ? sql`` : sql`and start_minute >= ${untilMinute(coarser, targetId)}`;
  // What is counted is merged by nature.
  const untilEnd =
    finerThan(resolution) === null ? sql`` : sql`and start_minute < ${untilMinute(resolution, targetId)}`;
  // Names the whole of the key, so that the range is sought and not scanned for.
  return sql`select * from rollups
    where resolution = ${RESOLUTION_MINUTES.codeOf(resolution)} and target_id = ${targetId} and is_call in (0, 1)
      and start_minute >= ${fromMinute} and start_minute < ${toMinute} ${afterCoarser} ${untilEnd}`;
}

function untilMinute(resolution: Resolution, targetId: number): RawBuilder<number> {
  return sql`(select coalesce(max(until_minute), 0) from rollup_progress
    where resolution = ${RESOLUTION_MINUTES.codeOf(resolution)} and target_id = ${targetId})`;
}
