import { sql } from 'kysely';
import type { SqlDatabase } from '../database/sql-database.ts';
import type { UpkeepResult } from '../history-store.ts';
import { type Resolution, RESOLUTIONS } from '../resolution.ts';
import { eventsKeptMs, keptMs, type Retention } from '../retention.ts';
import { RESOLUTION_MINUTES } from './codes.ts';
import { deleteOldRecords, deleteOldRollups, deleteSurplusRecords, type IdRange } from './overdue-rows.ts';
import { loadFloors, REPLACE_FLOORS } from './rollup-progress.ts';
import { minuteOf } from './rollup-rows.ts';
import type { HistoryKysely } from './tables.ts';
import type { TargetIds } from './target-ids.ts';

/** chosen: a statement that deletes so many takes 10 ms; so many targets have fewer of what ten minutes bring. */
const ROWS_AT_ONCE = 2_000;
const TARGETS_AT_ONCE = 50;
/** A writer of another process that has stopped need not be remembered. */
const DAY_MS = 86_400_000;

/** Deletes what is no longer to be kept, some targets at a time. */
export class Pruning {
  readonly #database: SqlDatabase;
  readonly #kysely: HistoryKysely;
  readonly #targets: TargetIds;
  /** Of the round under way; null between rounds. */
  #left: number[] | null = null;

  constructor(database: SqlDatabase, kysely: HistoryKysely, targets: TargetIds) {
    this.#database = database;
    this.#kysely = kysely;
    this.#targets = targets;
  }

  async run(retention: Retention, nowMs: number): Promise<UpkeepResult> {
    this.#left ??= await this.#begin(retention, nowMs);
    const [firstId, ...others] = this.#left.slice(0, TARGETS_AT_ONCE);
    let result: UpkeepResult = { rows: 0, hasMore: false };
    if (firstId !== undefined) {
      const ids = { firstId, lastId: others.at(-1) ?? firstId };
      result = await this.#pruneTargets(ids, retention, nowMs);
      if (result.hasMore) return result;
    }
    await this.#database.reclaim();
    this.#left.splice(0, TARGETS_AT_ONCE);
    const hasMore = this.#left.length > 0;
    if (!hasMore) this.#left = null;
    return { rows: result.rows, hasMore };
  }

  /** From now on nobody asks for what will be deleted. */
  async #begin(retention: Retention, nowMs: number): Promise<number[]> {
    const known = await loadFloors(this.#kysely);
    const floors = RESOLUTIONS.map((each) => {
      const floor = Math.max(known.get(each) ?? 0, floorOf(each, retention, nowMs));
      return [RESOLUTION_MINUTES.codeOf(each), floor];
    });
    await this.#kysely
      .transaction()
      .execute((transaction) => this.#database.insertRows(transaction, REPLACE_FLOORS, floors));
    await this.#pruneEvents(nowMs - eventsKeptMs(retention));
    return this.#targets.all();
  }

  async #pruneEvents(beforeMs: number): Promise<void> {
    const day = new Date(Math.max(0, beforeMs - DAY_MS)).toISOString().slice(0, 10);
    await this.#kysely.deleteFrom('probe_spend').where('day', '<', day).execute();
    // The newest change of each target stays, however old: it is what is in force.
    for (const table of ['transitions', 'circuit_changes'] as const) {
      const name = sql.table(table);
      await sql`delete from ${name} where at_ms < ${beforeMs} and at_ms < (
        select max(later.at_ms) from ${name} later where later.target_id = ${name}.target_id)`.execute(
        this.#kysely,
      );
    }
  }

  /** `hasMore` when there was more of something than is deleted at once. */
  async #pruneTargets(ids: IdRange, retention: Retention, nowMs: number): Promise<UpkeepResult> {
    const kysely = this.#kysely;
    const deletions = [
      (most: number) => deleteSurplusRecords(kysely, ids, retention.recordsPerTarget, most),
      (most: number) => deleteOldRecords(kysely, ids, nowMs - eventsKeptMs(retention), most),
      ...RESOLUTIONS.map((resolution) => {
        const beforeMinute = floorOf(resolution, retention, nowMs);
        return (most: number) => deleteOldRollups(kysely, ids, { resolution, beforeMinute }, most);
      }),
    ];
    let rows = 0;
    for (const deleteSome of deletions) {
      rows += await deleteSome(ROWS_AT_ONCE - rows);
      if (rows >= ROWS_AT_ONCE) return { rows, hasMore: true };
    }
    return { rows, hasMore: false };
  }
}

function floorOf(resolution: Resolution, retention: Retention, nowMs: number): number {
  return minuteOf(nowMs - keptMs(retention, resolution));
}
