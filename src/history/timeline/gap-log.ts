import { z } from 'zod';
import type { EpochMs } from '../../clock/clock.ts';
import type { HistoryStore, TimeRange } from '../history-store.ts';
import { ALIVE_KEY } from '../history-writer.ts';

const GAPS_KEY = 'gaps';
/** We sign that we are alive every 5 s: what is shorter than three of these may be a slow disk. */
const SHORTEST_MS = 15_000;
/** chosen: a process that ends again within a minute of its start has not watched anything. */
const SHORTEST_RUN_MS = 60_000;
const MOST_GAPS = 500;

const gapsSchema = z.array(z.tuple([z.number(), z.number()]));

/** Remembers when nobody watched because we did not run. */
export class GapLog {
  readonly #store: HistoryStore;
  readonly #startedAt: EpochMs;

  constructor(store: HistoryStore, startedAt: EpochMs) {
    this.#store = store;
    this.#startedAt = startedAt;
  }

  /**
   * Notes the time between the last sign of life and our start. To be called once after the start, before we sign
   * ourselves; where that came too late, nothing is noted.
   */
  async noteStart(): Promise<void> {
    const alive = await this.#store.state(ALIVE_KEY);
    const startedAt = this.#startedAt;
    if (alive === null || startedAt - alive.at < SHORTEST_MS) return;
    const gaps = withGap(await this.all(), { from: alive.at, to: startedAt });
    const value = JSON.stringify(gaps.map(({ from, to }) => [from, to]));
    const states = [{ key: GAPS_KEY, value, at: startedAt }];
    await this.#store.write({
      at: startedAt,
      records: [],
      rollups: [],
      transitions: [],
      circuits: [],
      spend: [],
      states,
    });
  }

  /** By time, apart from each other. */
  async all(): Promise<readonly TimeRange[]> {
    const saved = await this.#store.state(GAPS_KEY);
    return saved === null ? [] : gapsOf(saved.value);
  }
}

function gapsOf(value: string): TimeRange[] {
  const gaps = gapsSchema.parse(JSON.parse(value));
  return gaps.map(([from, to]) => ({ from, to }));
}

/** Of several replicas that start at once each notes the same gap. */
function withGap(known: readonly TimeRange[], gap: TimeRange): TimeRange[] {
  const sorted = [...known, gap].toSorted((a, b) => a.from - b.from);
  const merged: TimeRange[] = [];
  for (const each of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && each.from - last.to < SHORTEST_RUN_MS) {
      merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, each.to) };
    } else merged.push(each);
  }
  return merged.slice(-MOST_GAPS);
}
