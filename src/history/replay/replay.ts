import type { EpochMs } from '../../clock/clock.ts';
import type { Target } from '../../targets/target.ts';
import type { Transition } from '../history-record.ts';
import type { HistoryStore, TimeRange } from '../history-store.ts';
import { GapLog } from '../timeline/gap-log.ts';
import { readPortions } from './recorded-past.ts';
import type { ReplayEvent } from './replay-event.ts';
import { type MakePipeline, ReplayWorld } from './replay-world.ts';
import { type ReplayRow, sideBySide, type StatusTotals, totalsOf, type TrackPair } from './side-by-side.ts';
import { StatusTrack } from './status-track.ts';

export interface ReplayQuestion extends TimeRange {
  /** With the settings that are tried. */
  readonly targets: readonly Target[];
}

export interface TargetReplay {
  readonly targetId: string;
  /** From where on there are records; null where there are none. */
  readonly coveredFrom: EpochMs | null;
  readonly was: StatusTotals;
  readonly wouldHaveBeen: StatusTotals;
}

export interface ReplayReport extends TimeRange {
  /** By time; those of one moment in the order of the settings. */
  readonly rows: readonly ReplayRow[];
  readonly targets: readonly TargetReplay[];
  /** Of which something is on record, and the settings know nothing. */
  readonly leftOut: readonly string[];
  /** Calls that are on record as counts alone. */
  readonly madeUpCalls: number;
  /** In which nobody watched. */
  readonly gaps: readonly TimeRange[];
}

/** The windows of a quarter of an hour and the ring of 20 results are full when it begins to count. */
const LEAST_WARM_UP_MS = 1_800_000;
const RESULTS_THAT_COUNT = 20;

/** Judges again what was observed, by other settings, and puts it beside what was. */
export class Replay {
  readonly #store: HistoryStore;
  readonly #makePipeline: MakePipeline;

  constructor(store: HistoryStore, makePipeline: MakePipeline) {
    this.#store = store;
    this.#makePipeline = makePipeline;
  }

  async run({ targets, from, to }: ReplayQuestion): Promise<ReplayReport> {
    const range = { from: from - warmUpMs(targets), to };
    const gaps = await new GapLog(this.#store, from).all();
    const transitions = await this.#store.transitions({ ...range, targetId: null });
    const known = new Set(targets.map(({ id }) => id));
    const own = transitions.filter(({ targetId }) => known.has(targetId));
    const world = new ReplayWorld(targets, range.from, gaps, this.#makePipeline);
    const tracks = tracksOf(targets, own);
    world.events.on('status.changed', ({ state, to, at }) =>
      tracks
        .get(state.target.id)
        ?.wouldHaveBeen.push({ at, status: to.status, why: to.reasons[0]?.message ?? '' }),
    );
    const firsts = new Map<string, EpochMs>();
    let madeUpCalls = 0;
    for await (const { events, madeUp } of readPortions(this.#store, { targets, range, transitions: own })) {
      for (const event of events) {
        noteFirst(firsts, event);
        world.apply(event);
      }
      madeUpCalls += madeUp;
    }
    world.runTo(to);
    const leftOut = [...new Set(transitions.map(({ targetId }) => targetId))].filter((id) => !known.has(id));
    return { from, to, gaps, leftOut, madeUpCalls, ...summed(tracks, firsts, { from, to, gaps }) };
  }
}

function warmUpMs(targets: readonly Target[]): number {
  const longest = Math.max(0, ...targets.map(({ provider }) => provider.intervalMs));
  return Math.max(LEAST_WARM_UP_MS, RESULTS_THAT_COUNT * longest);
}

function tracksOf(targets: readonly Target[], transitions: readonly Transition[]): Map<string, TrackPair> {
  const tracks = new Map<string, TrackPair>();
  for (const { id } of targets) tracks.set(id, { was: new StatusTrack(), wouldHaveBeen: new StatusTrack() });
  for (const { targetId, at, to, reasons } of transitions) {
    tracks.get(targetId)?.was.push({ at, status: to, why: reasons[0]?.message ?? '' });
  }
  return tracks;
}

function noteFirst(firsts: Map<string, EpochMs>, event: ReplayEvent): void {
  if (event.kind !== 'observation') return;
  const { targetId, at } = event.observation;
  if (!firsts.has(targetId)) firsts.set(targetId, at);
}

function summed(
  tracks: ReadonlyMap<string, TrackPair>,
  firsts: ReadonlyMap<string, EpochMs>,
  { from, to, gaps }: TimeRange & { gaps: readonly TimeRange[] },
): Pick<ReplayReport, 'rows' | 'targets'> {
  const rows: ReplayRow[] = [];
  const targets: TargetReplay[] = [];
  for (const [targetId, pair] of tracks) {
    const first = firsts.get(targetId);
    const coveredFrom = first === undefined ? null : Math.max(from, first);
    const range = { from: coveredFrom ?? to, to };
    if (coveredFrom !== null) rows.push(...sideBySide(targetId, pair, range));
    const [was, wouldHaveBeen] = [totalsOf(pair.was, range, gaps), totalsOf(pair.wouldHaveBeen, range, gaps)];
    targets.push({ targetId, coveredFrom, was, wouldHaveBeen });
  }
  return { rows: rows.toSorted((a, b) => a.at - b.at), targets };
}
