import { sql } from 'kysely';
import type { SqlDatabase } from '../database/sql-database.ts';
import type { UpkeepResult } from '../history-store.ts';
import { type Resolution, RESOLUTIONS } from '../resolution.ts';
import { eventsKeptMs, keptMs, type Retention } from '../retention.ts';
import { RESOLUTION_MINUTES } from './codes.ts';
import { loadFloors, REPLACE_FLOORS, RollupProgress } from './rollup-progress.ts';
import { minuteOf } from './rollup-rows.ts';
import type { HistoryKysely } from './tables.ts';
import type { TargetIds } from './target-ids.ts';

/** chosen: one target's overdue rows at once, records at most so many: below 10 ms each. */
const RECORDS_AT_ONCE = 2_000;
const TARGETS_AT_ONCE = 10;
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
    const targetIds = this.#left.slice(0, TARGETS_AT_ONCE);
    const progress = await RollupProgress.load(this.#kysely, targetIds);
    let rows = 0;
    for (const id of targetIds) {
      const deleted = await this.#pruneRecords(id, retention, nowMs);
      rows += deleted + (await this.#pruneRollups(id, retention, nowMs, progress));
      if (deleted >= RECORDS_AT_ONCE) return { rows, hasMore: true };
      this.#left.shift();
    }
    await this.#database.reclaim();
    const hasMore = this.#left.length > 0;
    if (!hasMore) this.#left = null;
    return { rows, hasMore };
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

  async #pruneRecords(id: number, retention: Retention, nowMs: number): Promise<number> {
    const surplus = await this.#nthKey(id, 'desc', retention.recordsPerTarget);
    const byAge = { at_ms: nowMs - eventsKeptMs(retention), seq: 0 };
    const cut = surplus === undefined || surplus.at_ms < byAge.at_ms ? byAge : surplus;
    const portion = await this.#nthKey(id, 'asc', RECORDS_AT_ONCE - 1);
    const end = portion !== undefined && portion.at_ms < cut.at_ms ? portion : cut;
    const { numDeletedRows } = await this.#kysely
      .deleteFrom('records')
      .where('target_id', '=', id)
      .where((eb) => eb(eb.refTuple('at_ms', 'seq'), '<=', eb.tuple(end.at_ms, end.seq)))
      .executeTakeFirst();
    return Number(numDeletedRows);
  }

  #nthKey(
    id: number,
    order: 'asc' | 'desc',
    offset: number,
  ): Promise<{ at_ms: number; seq: number } | undefined> {
    return this.#kysely
      .selectFrom('records')
      .select(['at_ms', 'seq'])
      .where('target_id', '=', id)
      .orderBy('at_ms', order)
      .orderBy('seq', order)
      .limit(1)
      .offset(offset)
      .executeTakeFirst();
  }

  async #pruneRollups(
    id: number,
    retention: Retention,
    nowMs: number,
    progress: RollupProgress,
  ): Promise<number> {
    let rows = 0;
    for (const resolution of RESOLUTIONS) {
      const floor = floorOf(resolution, retention, nowMs);
      const { numDeletedRows } = await this.#kysely
        .deleteFrom('rollups')
        .where('resolution', '=', RESOLUTION_MINUTES.codeOf(resolution))
        .where('target_id', '=', id)
        .where('is_call', 'in', [0, 1])
        .where('start_minute', '<', Math.min(floor, progress.neededFromMinute(resolution, id)))
        .executeTakeFirst();
      rows += Number(numDeletedRows);
    }
    return rows;
  }
}

function floorOf(resolution: Resolution, retention: Retention, nowMs: number): number {
  return minuteOf(nowMs - keptMs(retention, resolution));
}
