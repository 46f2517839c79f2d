import { sql } from 'kysely';
import type { SqlDatabase } from '../database/sql-database.ts';
import type { UpkeepResult } from '../history-store.ts';
import { finerThan, type Resolution, RESOLUTIONS } from '../resolution.ts';
import { RESOLUTION_MINUTES } from './codes.ts';
import { firstPortion, isLong, unmergedRange } from './merge-plan.ts';
import { mergeFiner, type MinuteRange, ROLLUP_LOCK } from './rollup-merging.ts';
import { REPLACE_PROGRESS, RollupProgress } from './rollup-progress.ts';
import { minuteOf } from './rollup-rows.ts';
import type { HistoryKysely, HistoryTransaction } from './tables.ts';

/**
 * What is over is merged this much later. So whoever writes a minute that is younger than this need not ask whether it
 * has been merged already, however the clocks of several processes differ.
 */
export const MERGE_DELAY_MS = 60_000;
/** chosen: some 200 rows read and 40 written in one transaction, about 5 ms. */
const TARGETS_AT_ONCE = 20;

const COARSE = RESOLUTIONS.slice(1);

/** Merges roll-ups whose time is over into coarser ones, a portion at a time, from fine to coarse. */
export class RollupCompaction {
  readonly #database: SqlDatabase;
  readonly #kysely: HistoryKysely;
  /** Of the round under way: resolutions to come, and targets of the first of them. */
  #resolutions: Resolution[] = [];
  #behind: number[] | null = null;

  constructor(database: SqlDatabase, kysely: HistoryKysely) {
    this.#database = database;
    this.#kysely = kysely;
  }

  async run(nowMs: number): Promise<UpkeepResult> {
    if (this.#resolutions.length === 0) this.#resolutions = [...COARSE];
    const nowMinute = minuteOf(nowMs - MERGE_DELAY_MS);
    const [resolution] = this.#resolutions;
    if (resolution === undefined) return { rows: 0, hasMore: false };
    this.#behind ??= await this.#findBehind(resolution, nowMinute);
    const targetIds = this.#behind.slice(0, TARGETS_AT_ONCE);
    const result = await this.#mergePortion(resolution, targetIds, nowMinute);
    if (!result.hasMore) this.#behind.splice(0, targetIds.length);
    if (this.#behind.length === 0) {
      this.#resolutions.shift();
      this.#behind = null;
    }
    return { rows: result.rows, hasMore: this.#resolutions.length > 0 };
  }

  /** Those of which something is over and not yet merged; most minutes there are none. */
  async #findBehind(resolution: Resolution, nowMinute: number): Promise<number[]> {
    const finer = finerThan(resolution);
    if (finer === null) return [];
    const length = RESOLUTION_MINUTES.codeOf(resolution);
    const until = sql`coalesce(own.until_minute, 0)`;
    // What is counted is merged by nature.
    const isFinerMerged =
      finer === '1m' ? sql`` : sql`and ${until} < finer.until_minute - finer.until_minute % ${length}`;
    const { rows } = await sql<{ id: number }>`
      select t.id from targets t
      left join rollup_progress own on own.resolution = ${length} and own.target_id = t.id
      left join rollup_progress finer
        on finer.resolution = ${RESOLUTION_MINUTES.codeOf(finer)} and finer.target_id = t.id
      where ${until} < ${nowMinute - (nowMinute % length)} ${isFinerMerged}
      order by t.id`.execute(this.#kysely);
    return rows.map(({ id }) => id);
  }

  /** `hasMore` while some of these targets have not been caught up with. */
  async #mergePortion(
    resolution: Resolution,
    targetIds: readonly number[],
    nowMinute: number,
  ): Promise<UpkeepResult> {
    if (targetIds.length === 0) return { rows: 0, hasMore: false };
    return this.#kysely.transaction().execute(async (transaction) => {
      await this.#database.lock(transaction, ROLLUP_LOCK);
      const progress = await RollupProgress.load(transaction, targetIds);
      const groups = new Map<string, { range: MinuteRange; ids: number[] }>();
      let hasMore = false;
      for (const id of targetIds) {
        const range = unmergedRange(resolution, progress, id, nowMinute);
        if (range === null) continue;
        const portion = await this.#portionOf(transaction, resolution, id, range);
        hasMore ||= portion.toMinute < range.toMinute;
        addTo(groups, portion, id);
      }
      return { rows: await this.#mergeGroups(transaction, resolution, [...groups.values()]), hasMore };
    });
  }

  async #portionOf(
    transaction: HistoryTransaction,
    resolution: Resolution,
    id: number,
    range: MinuteRange,
  ): Promise<MinuteRange> {
    const finer = finerThan(resolution);
    if (finer === null || !isLong(resolution, range)) return range;
    const first = await transaction
      .selectFrom('rollups')
      .select(({ fn }) => fn.min('start_minute').as('minute'))
      .where('resolution', '=', RESOLUTION_MINUTES.codeOf(finer))
      .where('target_id', '=', id)
      .where('is_call', 'in', [0, 1])
      .where('start_minute', '>=', range.fromMinute)
      .where('start_minute', '<', range.toMinute)
      .executeTakeFirst();
    return firstPortion(resolution, range, first?.minute ?? null);
  }

  async #mergeGroups(
    transaction: HistoryTransaction,
    resolution: Resolution,
    groups: readonly { range: MinuteRange; ids: number[] }[],
  ): Promise<number> {
    let rows = 0;
    for (const { range, ids } of groups) {
      rows += await mergeFiner(this.#database, transaction, { resolution, targetIds: ids, ...range });
      const code = RESOLUTION_MINUTES.codeOf(resolution);
      const progress = ids.map((id) => [code, id, range.toMinute]);
      await this.#database.insertRows(transaction, REPLACE_PROGRESS, progress);
    }
    return rows;
  }
}

function addTo(
  groups: Map<string, { range: MinuteRange; ids: number[] }>,
  range: MinuteRange,
  id: number,
): void {
  const name = `${range.fromMinute} ${range.toMinute}`;
  const group = groups.get(name);
  if (group === undefined) groups.set(name, { range, ids: [id] });
  else group.ids.push(id);
}
