import type { EpochMs } from '../../clock/clock.ts';
import type { Suppression } from '../alert.ts';
import type { MaintenanceWindow } from '../../health/maintenance-windows.ts';
import type { Target } from '../../targets/target.ts';
import type { AlertRecord } from '../lifecycle/alert-record.ts';
import { LocalWindowClock } from './local-windows.ts';
import { aboutTarget, type Matched, matcherOf } from './matching.ts';
import type { Silence } from './silence.ts';

/** chosen: one that ended can be looked up for five days, and made anew. */
const KEPT_MS = 120 * 3_600_000;

export type SilenceState = 'pending' | 'active' | 'expired';

interface Entry {
  readonly silence: Silence;
  readonly matches: (alert: Matched) => boolean;
  readonly clock: LocalWindowClock | null;
  /** Work on targets: it comes again by a schedule, and names nothing that only an alert has. */
  readonly isOfTargets: boolean;
}

const OF_TARGETS: ReadonlySet<string> = new Set(['target', 'provider', 'tag']);

/** Who wants to hear nothing of what, and when. */
export class Silences {
  readonly #entries = new Map<string, Entry>();
  readonly #dirty = new Set<Silence>();

  restore(silences: readonly Silence[]): void {
    for (const silence of silences) this.#entries.set(silence.id, entryOf(silence));
  }

  /** Newest first. */
  list(): Silence[] {
    return [...this.#entries.values()]
      .map(({ silence }) => silence)
      .toSorted((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
  }

  get(id: string): Silence | undefined {
    return this.#entries.get(id)?.silence;
  }

  put(silence: Silence): void {
    this.#entries.set(silence.id, entryOf(silence));
    this.#dirty.add(silence);
  }

  /** Ends it now. Undefined when there is none. */
  expire(id: string, now: EpochMs): Silence | undefined {
    const silence = this.get(id);
    if (silence === undefined) return undefined;
    if (silence.until !== null && silence.until <= now) return silence;
    const ended = { ...silence, from: Math.min(silence.from, now), until: now, updatedAt: now };
    this.put(ended);
    return ended;
  }

  stateOf(id: string, now: EpochMs): SilenceState {
    const entry = this.#entries.get(id);
    if (entry === undefined) return 'expired';
    if (entry.silence.until !== null && now >= entry.silence.until) return 'expired';
    return windowOf(entry, now) === null ? 'pending' : 'active';
  }

  /** When a recurring one opens next, or the opening that lasts; null for what does not recur. */
  occurrenceOf(id: string, now: EpochMs): { readonly from: EpochMs; readonly to: EpochMs } | null {
    const entry = this.#entries.get(id);
    return entry?.clock?.next(Math.max(now, entry.silence.from)) ?? null;
  }

  /** What holds an alert back now, for how long. */
  suppressionsOf({ alert }: AlertRecord, now: EpochMs): Suppression[] {
    if (alert === null || this.#entries.size === 0) return [];
    const found: Suppression[] = [];
    for (const entry of this.#entries.values()) {
      const until = windowOf(entry, now);
      if (until === null || !entry.matches(alert)) continue;
      found.push(suppressionBy(entry.silence, until));
    }
    return found;
  }

  /** The maintenance window that is open for a target as a whole; null where there is none. */
  openWindowFor(target: Target, now: EpochMs): MaintenanceWindow | null {
    for (const entry of this.#entries.values()) {
      if (!entry.isOfTargets) continue;
      const until = windowOf(entry, now);
      if (until === null || !entry.matches(aboutTarget(target))) continue;
      return { until: until === Infinity ? null : until, comment: entry.silence.comment };
    }
    return null;
  }

  takeDirty(now: EpochMs): Silence[] {
    for (const [id, { silence }] of this.#entries) {
      if (silence.until !== null && now - silence.until > KEPT_MS) this.#entries.delete(id);
    }
    const dirty = [...this.#dirty];
    this.#dirty.clear();
    return dirty;
  }

  get hasDirty(): boolean {
    return this.#dirty.size > 0;
  }
}

function entryOf(silence: Silence): Entry {
  const { recurrence } = silence;
  const clock =
    recurrence === null
      ? null
      : new LocalWindowClock({ ...recurrence, ends: { afterMs: recurrence.durationMs } });
  const isOfTargets = clock !== null && silence.matchers.every(({ name }) => OF_TARGETS.has(name));
  return { silence, matches: matcherOf(silence.matchers), clock, isOfTargets };
}

/** Until when it is open now; null when it is not. */
function windowOf({ silence, clock }: Entry, now: EpochMs): EpochMs | null {
  const until = silence.until ?? Infinity;
  if (now < silence.from || now >= until) return null;
  if (clock === null) return until;
  const open = clock.openAt(now);
  return open === null ? null : Math.min(open.to, until);
}

function suppressionBy({ id, by, comment, recurrence }: Silence, until: EpochMs): Suppression {
  const isWindow = recurrence !== null;
  const what = isWindow ? 'maintenance window' : 'silenced';
  return {
    code: isWindow ? 'maintenance' : 'silenced',
    message: `${what} by ${by}${comment === '' ? '' : `: ${comment}`}`,
    by: id,
    until: until === Infinity ? null : until,
  };
}
