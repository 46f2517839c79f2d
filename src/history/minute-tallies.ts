import type { EpochMs } from '../clock/clock.ts';
import { isCall, type Observation } from '../observations/observation.ts';
import { RESOLUTION_MS } from './resolution.ts';
import { LATEST_MS } from './retention.ts';
import type { RollupPart, RollupSet } from './rollup.ts';
import type { Sequence } from './sequence.ts';
import { Tally } from './tally.ts';

const MINUTE_MS = RESOLUTION_MS['1m'];
/** chosen: most of what comes late comes within this, and finds its minute still here. */
const STAYS_MS = 2 * MINUTE_MS;

interface Minute {
  readonly targetId: string;
  readonly set: RollupSet;
  readonly from: EpochMs;
  readonly part: number;
  readonly tally: Tally;
  touchedAt: EpochMs;
}

/**
 * Counts by target, set and minute what is observed. A minute stays for a while after its end; what comes later still
 * begins another part of it.
 */
export class MinuteTallies {
  readonly #sequence: Sequence;
  /** By target; few of each at any time. */
  readonly #minutes = new Map<string, Minute[]>();
  readonly #changed = new Set<Minute>();
  /** That of the observation before, which is among the changed: the next one is mostly of the same. */
  #latest: Minute | null = null;

  constructor(sequence: Sequence) {
    this.#sequence = sequence;
  }

  /** Minutes that were changed since they were last taken. */
  get changedCount(): number {
    return this.#changed.size;
  }

  /** False for what comes so late that its minute may be gone. */
  add(observation: Observation, now: EpochMs): boolean {
    if (observation.at < now - LATEST_MS) return false;
    const minute = this.#minuteOf(observation, now);
    minute.tally.add(observation);
    minute.touchedAt = now;
    if (minute !== this.#latest) this.#changed.add(minute);
    this.#latest = minute;
    return true;
  }

  /** What was changed, as it is now. */
  takeChanged(): RollupPart[] {
    const parts = [...this.#changed].map(partOf);
    this.#changed.clear();
    this.#latest = null;
    return parts;
  }

  /**
   * What was taken and could not be written counts as changed again.
   * @returns those whose minute has been let go meanwhile
   */
  restore(parts: readonly RollupPart[]): RollupPart[] {
    return parts.filter(({ targetId, part }) => {
      const minute = this.#minutes.get(targetId)?.find((each) => each.part === part);
      if (minute !== undefined) this.#changed.add(minute);
      return minute === undefined;
    });
  }

  /**
   * Lets go of the minutes that are over.
   * @returns those of them that were changed since they were last taken
   */
  letGo(now: EpochMs): RollupPart[] {
    const parts: RollupPart[] = [];
    this.#latest = null;
    for (const [targetId, minutes] of this.#minutes) {
      if (!hasEnded(minutes, now)) continue;
      const staying = minutes.filter((minute) => !isOver(minute, now));
      for (const minute of minutes) {
        if (isOver(minute, now) && this.#changed.delete(minute)) parts.push(partOf(minute));
      }
      if (staying.length > 0) this.#minutes.set(targetId, staying);
      else this.#minutes.delete(targetId);
    }
    return parts;
  }

  #minuteOf({ targetId, depth, at }: Observation, now: EpochMs): Minute {
    const set = isCall(depth) ? 'calls' : 'checks';
    // A clock of somebody else that is ahead must not open minutes that nobody has seen.
    const from = Math.floor(Math.min(at, now) / MINUTE_MS) * MINUTE_MS;
    const latest = this.#latest;
    if (latest?.targetId === targetId && latest.from === from && latest.set === set) return latest;
    let minutes = this.#minutes.get(targetId);
    if (minutes === undefined) {
      minutes = [];
      this.#minutes.set(targetId, minutes);
    }
    for (const minute of minutes) if (minute.from === from && minute.set === set) return minute;
    const minute = {
      targetId,
      set,
      from,
      part: this.#sequence.next(),
      tally: new Tally(),
      touchedAt: now,
    } as const;
    minutes.unshift(minute);
    return minute;
  }
}

/** Asked of every target each second: without a function or a list of its own for each. */
function hasEnded(minutes: readonly Minute[], now: EpochMs): boolean {
  for (const minute of minutes) if (isOver(minute, now)) return true;
  return false;
}

function isOver({ from, touchedAt }: Minute, now: EpochMs): boolean {
  return now >= from + MINUTE_MS + STAYS_MS && now >= touchedAt + STAYS_MS;
}

function partOf({ targetId, set, from, part, tally }: Minute): RollupPart {
  return { targetId, set, from, part, tally: tally.stored() };
}
