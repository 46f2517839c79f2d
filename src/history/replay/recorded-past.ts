import type { EpochMs } from '../../clock/clock.ts';
import { isCall, type Observation } from '../../observations/observation.ts';
import type { Target } from '../../targets/target.ts';
import type { HistoryRecord, Transition } from '../history-record.ts';
import type { HistoryStore, TimeRange } from '../history-store.ts';
import { RESOLUTION_MS } from '../resolution.ts';
import { ROLLUP_SETS, type Rollup } from '../rollup.ts';
import { madeUpCalls, observationOf } from './recorded-calls.ts';
import { conditionEvents, RecordedStarts } from './recorded-conditions.ts';
import { FIRST, inOrder, type ReplayEvent } from './replay-event.ts';

/** As much as is in memory at once. */
const PORTION_MS = RESOLUTION_MS['1h'];
/** A check that became slow in one portion may have ended in the next: no timeout is longer. */
const LONGEST_CHECK_MS = 120_000;
/** Finer ones are let go of sooner. */
const CALL_RESOLUTIONS = ['1m', '5m', '15m'] as const;

export interface RecordedPast {
  /** The targets whose past is wanted, with the settings by which it is to be judged. */
  readonly targets: readonly Target[];
  readonly range: TimeRange;
  readonly transitions: readonly Transition[];
}

export interface Portion {
  readonly events: readonly ReplayEvent[];
  /** Of the events, calls that are not on record one by one. */
  readonly madeUp: number;
}

/** Everything that happened, in order, an hour at a time. */
export async function* readPortions(store: HistoryStore, past: RecordedPast): AsyncGenerator<Portion> {
  const { range, transitions } = past;
  const conditions = conditionEvents(transitions);
  const starts = new RecordedStarts(transitions);
  const targets = new Map(past.targets.map((target) => [target.id, target]));
  for (let from = range.from; from < range.to; from = portionEnd(from)) {
    const portion = { from, to: Math.min(range.to, portionEnd(from)) };
    const records = await readRecords(store, targets, portion);
    const calls = await readCalls(store, targets, { portion, records });
    const all = [
      ...conditions,
      ...records.flatMap((record) => slowEvents(record, targets.get(record.targetId))),
      ...records.map((record) => ofRecord(record, starts)),
      ...calls.map(
        (observation) => ({ kind: 'observation', at: observation.at, seq: 0, observation }) as const,
      ),
    ];
    const isWithin = ({ at }: ReplayEvent): boolean => at >= portion.from && at < portion.to;
    // What was so from before on.
    const isBefore = (event: ReplayEvent): boolean =>
      from === range.from && event.kind === 'conditions' && event.at < from;
    const events = all.filter((event) => isWithin(event) || isBefore(event)).toSorted(inOrder);
    yield { events, madeUp: calls.length };
  }
}

/** At full hours, so that no roll-up is cut in two. */
function portionEnd(from: EpochMs): EpochMs {
  return (Math.floor(from / PORTION_MS) + 1) * PORTION_MS;
}

async function readRecords(
  store: HistoryStore,
  targets: ReadonlyMap<string, Target>,
  { from, to }: TimeRange,
): Promise<HistoryRecord[]> {
  const records: HistoryRecord[] = [];
  const query = { from, to: to + LONGEST_CHECK_MS, outcome: 'any', order: 'oldest_first' } as const;
  const targetId = targets.size === 1 ? [...targets.keys()][0]! : null;
  for await (const page of store.streamRecords({ ...query, targetId })) {
    records.push(...page.filter((record) => targets.has(record.targetId)));
  }
  return records;
}

async function readCalls(
  store: HistoryStore,
  targets: ReadonlyMap<string, Target>,
  { portion, records }: { portion: TimeRange; records: readonly HistoryRecord[] },
): Promise<Observation[]> {
  const calls: Observation[] = [];
  for (const targetId of targets.keys()) {
    const own = records.filter((record) => record.targetId === targetId);
    const rollups = await readRollups(store, targetId, portion);
    const ofCalls = rollups.filter(({ set }) => set === ROLLUP_SETS[1]);
    calls.push(...ofCalls.flatMap((rollup) => madeUpCalls(rollup, own)));
  }
  return calls;
}

async function readRollups(store: HistoryStore, targetId: string, range: TimeRange): Promise<Rollup[]> {
  for (const resolution of CALL_RESOLUTIONS) {
    const rollups = await store.rollups({ targetId, resolution, ...range });
    if (rollups.length > 0) return rollups;
  }
  return [];
}

function ofRecord(record: HistoryRecord, starts: RecordedStarts): ReplayEvent {
  const { targetId, at, seq, source, failure } = record;
  const observation = observationOf(record);
  // That a server said so is not on record, only what it led to.
  const isStarting = source === 'probe' && failure === 'overloaded' && starts.has(targetId, at);
  return {
    kind: 'observation',
    at,
    seq,
    observation: isStarting ? { ...observation, isStarting } : observation,
  };
}

/** That a check is slow is seen while it is under way: told by how long it took. */
function slowEvents(
  { targetId, at, latencyMs, depth, source }: HistoryRecord,
  target: Target | undefined,
): ReplayEvent[] {
  if (target === undefined || target.model !== null || source !== 'probe' || isCall(depth)) return [];
  const { latencyWarningMs } = target.provider.thresholds;
  if (latencyMs === null || latencyMs <= latencyWarningMs) return [];
  return [{ kind: 'slow', targetId, at: at - latencyMs + latencyWarningMs, seq: FIRST }];
}
