import type { EpochMs } from '../clock/clock.ts';
import type { HealthEvents } from '../health/health-events.ts';
import type { ProviderIncident } from '../health/status-page.ts';

export interface LoggedIncident {
  readonly targetId: string;
  readonly incident: ProviderIncident;
}

/** chosen: incidents of all providers that are remembered; those that last are never forgotten. */
const KEPT = 1_000;

/** The incidents that providers reported since the start, those that are over included. */
export class IncidentLog {
  readonly #byKey = new Map<string, LoggedIncident>();

  listen(events: HealthEvents): void {
    events.on('incident.changed', ({ state, incident }) =>
      this.#note({ targetId: state.target.id, incident }),
    );
  }

  /** The newest report first; of one target, or of all. */
  list(targetId?: string): readonly LoggedIncident[] {
    return [...this.#byKey.values()]
      .filter((each) => targetId === undefined || each.targetId === targetId)
      .toSorted((a, b) => b.incident.reportedAt - a.incident.reportedAt);
  }

  #note(logged: LoggedIncident): void {
    const key = JSON.stringify([logged.targetId, logged.incident.id]);
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

/** Whether an incident and a time have something in common. */
export function isWithin({ startedAt, resolvedAt }: ProviderIncident, from: EpochMs, to: EpochMs): boolean {
  return startedAt < to && (resolvedAt ?? Infinity) > from;
}
