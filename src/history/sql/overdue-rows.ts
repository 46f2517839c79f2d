import { type RawBuilder, sql } from 'kysely';
import { coarserThan, type Resolution } from '../resolution.ts';
import { RESOLUTION_MINUTES } from './codes.ts';
import type { HistoryKysely } from './tables.ts';

/*
 * What is overdue of some targets, deleted by one statement whatever their number. Each begins at the targets and seeks
 * what is overdue of each: `cross join` is how SQLite is told that order. All return how many rows they deleted.
 */

/** Both inclusive. */
export interface IdRange {
  readonly firstId: number;
  readonly lastId: number;
}

/** Beyond so many of each target, the oldest. */
export function deleteSurplusRecords(
  kysely: HistoryKysely,
  { firstId, lastId }: IdRange,
  keptOfEach: number,
  most: number,
): Promise<number> {
  return deleted(
    kysely,
    sql`delete from records where (target_id, at_ms, seq) in (
      select overdue.target_id, overdue.at_ms, overdue.seq
      from targets t cross join records newest cross join records overdue
      where t.id >= ${firstId} and t.id <= ${lastId}
        and newest.target_id = t.id and (newest.at_ms, newest.seq) = (
          select surplus.at_ms, surplus.seq from records surplus where surplus.target_id = t.id
          order by surplus.at_ms desc, surplus.seq desc limit 1 offset ${keptOfEach})
        and overdue.target_id = t.id and (overdue.at_ms, overdue.seq) <= (newest.at_ms, newest.seq)
      limit ${most})`,
  );
}

/** From before that time. */
export function deleteOldRecords(
  kysely: HistoryKysely,
  { firstId, lastId }: IdRange,
  beforeMs: number,
  most: number,
): Promise<number> {
  return deleted(
    kysely,
    sql`delete from records where (target_id, at_ms, seq) in (
      select overdue.target_id, overdue.at_ms, overdue.seq
      from targets t cross join records overdue
      where t.id >= ${firstId} and t.id <= ${lastId}
        and overdue.target_id = t.id and overdue.at_ms < ${beforeMs}
      limit ${most})`,
  );
}

/** From before that minute, but for those of which coarser ones are yet to be made. */
export function deleteOldRollups(
  kysely: HistoryKysely,
  { firstId, lastId }: IdRange,
  { resolution, beforeMinute }: { readonly resolution: Resolution; readonly beforeMinute: number },
  most: number,
): Promise<number> {
  return deleted(
    kysely,
    sql`delete from rollups where (resolution, target_id, is_call, start_minute, part) in (
      select overdue.resolution, overdue.target_id, overdue.is_call, overdue.start_minute, overdue.part
      from targets t cross join rollups overdue
      where t.id >= ${firstId} and t.id <= ${lastId}
        and overdue.resolution = ${RESOLUTION_MINUTES.codeOf(resolution)}
        and overdue.target_id = t.id and overdue.is_call in (0, 1)
        and overdue.start_minute < ${beforeMinute} ${mergedOnly(resolution)}
      limit ${most})`,
  );
}

function mergedOnly(resolution: Resolution): RawBuilder<unknown> {
  const coarser = coarserThan(resolution);
  if (coarser === null) return sql``;
  return sql`and overdue.start_minute < (
    select until_minute from rollup_progress
    where rollup_progress.resolution = ${RESOLUTION_MINUTES.codeOf(coarser)} and rollup_progress.target_id = t.id)`;
}

async function deleted(kysely: HistoryKysely, statement: RawBuilder<unknown>): Promise<number> {
  const { numAffectedRows = 0n } = await statement.execute(kysely);
  return Number(numAffectedRows);
}
