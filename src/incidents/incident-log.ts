import type { EpochMs } from '../clock/clock.ts';
import type { HealthEvents } from '../health/health-events.ts';
import type { ProviderIncident } from '../health/status-page.ts';
import type { Outage } from './outage-log.ts';

export interface LoggedIncident {
  readonly targetId: string;
  readonly incident: ProviderIncident;
}

/** What is known of one provider: what it reported, and when we saw it fail. */
export interface ProviderPast {
  /** The newest report first. */
  readonly incidents: readonly ProviderIncident[];
  /** Oldest first. */
  readonly outages: readonly Outage[];
}

/** chosen: incidents of all providers that are remembered; those that last are never forgotten. */
const KEPT = 1_000;

/** The incidents that providers reported, those that are over included, and beside them when we saw outages. */
export class IncidentLog {
  readonly #byKey = new Map<string, LoggedIncident>();
  readonly #outages = new Map<string, readonly Outage[]>();
  #onChange: (targetId: string) => void = () => undefined;

  listen(events: HealthEvents): void {
    events.on('incident.changed', ({ state, incident }) => {
      const targetId = state.target.id;
      this.#note({ targetId, incident });
      this.#onChange(targetId);
    });
  }

  /** Who keeps the past of a provider hears of every change of it. */
  onChange(listener: (targetId: string) => void): void {
    this.#onChange = listener;
  }

  noteOutages(targetId: string, outages: readonly Outage[]): void {
    this.#outages.set(targetId, outages);
    this.#onChange(targetId);
  }

  /** Takes up what was known before a restart; what was heard since counts for more. */
  restore(targetId: string, { incidents, outages }: ProviderPast): void {
    for (const incident of incidents.toReversed()) {
      if (!this.#byKey.has(keyOf({ targetId, incident }))) this.#note({ targetId, incident });
    }
    if (!this.#outages.has(targetId)) this.#outages.set(targetId, outages);
  }

  pastOf(targetId: string): ProviderPast {
    const incidents = this.list(targetId).map(({ incident }) => incident);
    return { incidents, outages: this.#outages.get(targetId) ?? [] };
  }

  /** The newest report first, and what was reported at once by target; of one target, or of all. */
  list(targetId?: string): readonly LoggedIncident[] {
    return [...this.#byKey.values()]
      .filter((each) => targetId === undefined || each.targetId === targetId)
      .toSorted(
        (a, b) => b.incident.reportedAt - a.incident.reportedAt || a.targetId.localeCompare(b.targetId),
      );
  }

  #note(logged: LoggedIncident): void {
    const key = keyOf(logged);
    // To the end, so that what was heard of last is forgotten last.
    this.#byKey.delete(key);
    this.#byKey.set(key, logged);
    if (this.#byKey.size > KEPT) this.#forgetOldest();
  }

  #forgetOldest(): void {
    for (const [key, { incident }] of this.#byKey) {
      if (incident.resolvedAt !== null) return void this.#byKey.delete(key);
    }
  }
}

function keyOf({ targetId, incident }: LoggedIncident): string {
  return JSON.stringify([targetId, incident.id]);
}

/** Whether an incident and a time have something in common. */
export function isWithin({ startedAt, resolvedAt }: ProviderIncident, from: EpochMs, to: EpochMs): boolean {
  return startedAt < to && (resolvedAt ?? Infinity) > from;
}
