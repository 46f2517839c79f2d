import type { EpochMs } from '../clock/clock.ts';
import type { CircuitState } from '../health/circuit-state.ts';
import type { Status } from '../health/status.ts';
import type { TargetHealth } from '../health/target-health.ts';
import { isCall, type Observation } from '../observations/observation.ts';
import type { Target } from '../targets/target.ts';
import { label } from './exposition.ts';
import { TargetCounts } from './target-counts.ts';
import type { Cause, Subject, TargetFamily } from './target-families.ts';

const NOTHING = Buffer.alloc(0);

/** All samples of one target, encoded, each written again only after what it shows has changed. */
export class TargetSeries {
  readonly counts = new TargetCounts();
  readonly #subject: Subject;
  /** Bytes rather than strings: joining those of a thousand targets is then nothing but copying. */
  readonly #chunks = new Map<TargetFamily, Buffer>();
  readonly #stale = new Set<Cause>();
  #revision = -1;
  #standing: Standing | null = null;

  constructor(state: TargetHealth) {
    this.#subject = { state, counts: this.counts, label: label('target', state.target.id) };
  }

  record(observations: readonly Observation[]): void {
    let noted: Cause | null = null;
    for (const observation of observations) {
      this.counts.record(observation);
      const cause = isCall(observation.depth) ? 'calls' : 'checks';
      if (cause !== noted) this.#stale.add(cause);
      noted = cause;
    }
  }

  /** Marks that a count has changed. */
  outdate(cause: Cause): void {
    this.#stale.add(cause);
  }

  /** Forgets everything that no longer holds; to be called once before reading chunks. */
  refresh(): void {
    this.#noticeState();
    if (this.#stale.size === 0) return;
    for (const family of this.#chunks.keys()) {
      if (this.#stale.has(family.cause)) this.#chunks.delete(family);
    }
    this.#stale.clear();
  }

  chunk(family: TargetFamily): Buffer {
    let chunk = this.#chunks.get(family);
    if (chunk === undefined) {
      const text = family.samples(this.#subject, family.name);
      chunk = text === '' ? NOTHING : Buffer.from(text);
      this.#chunks.set(family, chunk);
    }
    return chunk;
  }

  #noticeState(): void {
    const { state } = this.#subject;
    if (state.revision === this.#revision) return;
    this.#revision = state.revision;
    this.#stale.add('revision');
    const standing = standingOf(state);
    if (this.#standing !== null && isSame(this.#standing, standing)) return;
    this.#standing = standing;
    this.#stale.add('standing');
  }
}

/** What seldom changes of a state, unlike the time of its last check. */
interface Standing {
  readonly target: Target;
  readonly status: Status;
  readonly since: EpochMs;
  readonly circuit: CircuitState;
}

function standingOf({ target, verdict, since, circuit }: TargetHealth): Standing {
  return { target, status: verdict.status, since, circuit };
}

function isSame(a: Standing, b: Standing): boolean {
  return a.target === b.target && a.status === b.status && a.since === b.since && a.circuit === b.circuit;
}
