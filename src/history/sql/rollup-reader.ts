import type { RollupQuery, SummaryQuery } from '../history-store.ts';
import { RESOLUTION_MS, startOf } from '../resolution.ts';
import type { Rollup } from '../rollup.ts';
import { Tally } from '../tally.ts';
import { RESOLUTION_MINUTES } from './codes.ts';
import { type Available, planRuns, roundedDown } from './rollup-plan.ts';
import { selectNewest } from './newest-rollups.ts';
import { selectRollups } from './rollup-merging.ts';
import { loadFloors, RollupProgress } from './rollup-progress.ts';
import { bucketsOf, isCallOf, minuteOf, rollupOf, storedOf } from './rollup-rows.ts';
import type { HistoryKysely } from './tables.ts';
import type { TargetIds } from './target-ids.ts';

const MINUTE_MS = RESOLUTION_MS['1m'];

/** Reads roll-ups: what has been merged, and what is still open from finer ones. */
export class RollupReader {
  readonly #kysely: HistoryKysely;
  readonly #targets: TargetIds;

  constructor(kysely: HistoryKysely, targets: TargetIds) {
    this.#kysely = kysely;
    this.#targets = targets;
  }

  async rollups({ targetId, resolution, from, to }: RollupQuery): Promise<Rollup[]> {
    const id = await this.#targets.find(targetId);
    if (id === null) return [];
    const length = RESOLUTION_MINUTES.codeOf(resolution);
    const range = {
      fromMinute: minuteOf(startOf(from + RESOLUTION_MS[resolution] - 1, resolution)),
      toMinute: minuteOf(startOf(to + RESOLUTION_MS[resolution] - 1, resolution)),
    };
    if (range.fromMinute + length > range.toMinute) return [];
    const rows = await selectNewest(this.#kysely, id, resolution, range);
    return bucketsOf(rows, resolution).map((bucket) => rollupOf(bucket, targetId, resolution));
  }

  async summary({ targetId, set, from, to }: SummaryQuery): Promise<Rollup> {
    const id = await this.#targets.find(targetId);
    const tally = new Tally();
    if (id === null) return { targetId, set, from, to, tally };
    const available = await this.#available(id);
    const fromMinute = roundedDown(minuteOf(from), available);
    const toMinute = roundedDown(minuteOf(to + MINUTE_MS - 1), available);
    for (const run of planRuns({ fromMinute, toMinute }, available)) {
      const rows = await selectRollups(this.#kysely, { ...run, targetIds: [id] });
      for (const row of rows) if (row.is_call === isCallOf(set)) tally.mergeStored(storedOf(row));
    }
    return { targetId, set, from: fromMinute * MINUTE_MS, to: toMinute * MINUTE_MS, tally };
  }

  async #available(id: number): Promise<Available> {
    const progress = await RollupProgress.load(this.#kysely, [id]);
    const floors = await loadFloors(this.#kysely);
    return {
      untilMinute: (resolution) => progress.untilMinute(resolution, id),
      floorMinute: (resolution) => floors.get(resolution) ?? 0,
    };
  }
}
