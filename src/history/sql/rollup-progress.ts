import { type Resolution, RESOLUTIONS } from '../resolution.ts';
import { RowStatement } from '../database/row-statement.ts';
import { RESOLUTION_MINUTES } from './codes.ts';
import type { HistoryKysely } from './tables.ts';

export const REPLACE_PROGRESS = new RowStatement({
  table: 'rollup_progress',
  columns: ['resolution', 'target_id', 'until_minute'],
  key: ['resolution', 'target_id'],
  onConflict: 'replace',
});

export const REPLACE_FLOORS = new RowStatement({
  table: 'rollup_floor',
  columns: ['resolution', 'from_minute'],
  key: ['resolution'],
  onConflict: 'replace',
});

/** Up to which minute the roll-ups of some targets have been merged, by resolution. */
export class RollupProgress {
  readonly #until = new Map<string, number>();

  static async load(kysely: HistoryKysely, targetIds: readonly number[]): Promise<RollupProgress> {
    const progress = new RollupProgress();
    if (targetIds.length === 0) return progress;
    const rows = await kysely
      .selectFrom('rollup_progress')
      .selectAll()
      .where('target_id', 'in', targetIds)
      .execute();
    for (const row of rows) {
      progress.#until.set(nameOf(RESOLUTION_MINUTES.wordOf(row.resolution), row.target_id), row.until_minute);
    }
    return progress;
  }

  /** Minute 0 when nothing has been merged yet. What is counted is merged by nature. */
  untilMinute(resolution: Resolution, targetId: number): number {
    if (resolution === '1m') return Infinity;
    return this.#until.get(nameOf(resolution, targetId)) ?? 0;
  }
}

/** From which minute on each resolution is still kept. */
export async function loadFloors(kysely: HistoryKysely): Promise<ReadonlyMap<Resolution, number>> {
  const rows = await kysely.selectFrom('rollup_floor').selectAll().execute();
  const floors = new Map<Resolution, number>(RESOLUTIONS.map((resolution) => [resolution, 0]));
  for (const row of rows) floors.set(RESOLUTION_MINUTES.wordOf(row.resolution), row.from_minute);
  return floors;
}

function nameOf(resolution: Resolution, targetId: number): string {
  return `${resolution} ${targetId}`;
}
