import type { Clock, EpochMs } from '../clock/clock.ts';
import type {
  CircuitChange,
  HealthEvents,
  RecordedObservations,
  StatusChange,
} from '../health/health-events.ts';
import type { Status } from '../health/status.ts';
import type { Observation } from '../observations/observation.ts';
import { EvidenceLimit } from './evidence-limit.ts';
import type { HistoryQueue } from './history-queue.ts';
import { MinuteTallies } from './minute-tallies.ts';
import { isKept, type PendingRecord, recordOf } from './record-of.ts';
import { Sequence } from './sequence.ts';

/** Hears of health and notes what is to be kept; everything here is synchronous and touches memory alone. */
export class HistoryRecorder {
  readonly minutes: MinuteTallies;
  readonly #queue: HistoryQueue;
  readonly #clock: Clock;
  readonly #sequence: Sequence;
  readonly #evidence = new EvidenceLimit();
  /** The newest observation and its record: what it did to the status is told right after it. */
  #last: { readonly observation: Observation; readonly record: PendingRecord } | null = null;

  /** @param random 0 … 1, another one in each process */
  constructor(queue: HistoryQueue, clock: Clock, random: number) {
    this.#queue = queue;
    this.#clock = clock;
    this.#sequence = new Sequence(random);
    this.minutes = new MinuteTallies(this.#sequence);
  }

  /** @returns ends the subscription */
  listen(events: HealthEvents): () => void {
    const ends = [
      events.on('observations.recorded', (recorded) => this.#observe(recorded)),
      events.on('status.changed', (change) => this.#noteStatus(change)),
      events.on('circuit.changed', (change) => this.#noteCircuit(change)),
      events.on('target.removed', ({ state }) => this.#evidence.forget(state.target.id)),
    ];
    return () => ends.forEach((end) => end());
  }

  #observe({ state, observations }: RecordedObservations): void {
    const now = this.#clock.now();
    for (const observation of observations) this.#observeOne(observation, state.verdict.status, now);
  }

  #observeOne(observation: Observation, status: Status, now: EpochMs): void {
    // As in the windows: what we ourselves are to blame for is no evidence, nor is a server that is starting.
    const isOurs = observation.blame === 'local' || observation.isStarting === true;
    if (!isOurs && !this.minutes.add(observation, now)) this.#queue.lost.rollups++;
    if (!isKept(observation)) return;
    if (observation.source !== 'probe' && !this.#evidence.take(observation.targetId, now)) return;
    const record = recordOf(observation, this.#sequence.next(), status);
    this.#last = { observation, record };
    this.#queue.records.push(record);
  }

  #noteStatus({ state, from, to, at, observation }: StatusChange): void {
    if (observation !== null && this.#last?.observation === observation) this.#last.record.status = to.status;
    this.#queue.transitions.push({
      targetId: state.target.id,
      at,
      seq: this.#sequence.next(),
      from: from.status,
      to: to.status,
      reasons: to.reasons,
      blame: to.blame,
    });
  }

  #noteCircuit({ state, from, to, at }: CircuitChange): void {
    this.#queue.circuits.push({
      targetId: state.target.id,
      at,
      seq: this.#sequence.next(),
      from: from.state,
      to: to.state,
      forced: to.forced,
      retryAt: to.retryAt,
      reason: to.reason,
    });
  }
}
