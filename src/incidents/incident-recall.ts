import type { Clock, EpochMs } from '../clock/clock.ts';
import type { HealthRegistry } from '../health/health-registry.ts';
import type { IncidentEnd, ProviderIncident } from '../health/status-page.ts';
import type { TargetHealth } from '../health/target-health.ts';
import type { SavedState } from '../history/history-record.ts';
import type { HistoryStore } from '../history/history-store.ts';
import { RememberedConditions } from '../history/restore/remembered-conditions.ts';
import { conditionOf, HELD_FOR_MS } from './incident-ledger.ts';
import type { IncidentLog, ProviderPast } from './incident-log.ts';
import { INCIDENTS_PREFIX } from './incident-saver.ts';
import { sourceNameOf } from './page-kind.ts';
import { savedPastSchema } from './saved-past.schema.ts';

interface Parts {
  readonly store: HistoryStore;
  readonly registry: HealthRegistry;
  readonly log: IncidentLog;
  readonly clock: Clock;
  /** Whether pages are read at all. */
  readonly isMonitoring: () => boolean;
  /** A past that nobody can read. */
  readonly onUnreadable: (key: string) => void;
}

/** Takes up after a restart what providers had reported, so that nothing that lasts is news again. */
export class IncidentRecall extends RememberedConditions {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    super();
    this.#parts = parts;
  }

  async recall(): Promise<void> {
    for (const saved of await this.#parts.store.states(INCIDENTS_PREFIX)) this.#take(saved);
  }

  #take({ key, value, at }: SavedState): void {
    const past = pastOf(value);
    if (past === null) return this.#parts.onUnreadable(key);
    const { registry, log } = this.#parts;
    const targetId = key.slice(INCIDENTS_PREFIX.length);
    const state = registry.get(targetId);
    const incidents = past.incidents.map((incident) => this.#stillOpen(incident, state, at));
    log.restore(targetId, { ...past, incidents });
    state?.amend({ incident: conditionOf(incidents.filter(({ resolvedAt }) => resolvedAt === null)) });
  }

  /** An incident that nobody watches any more, or that nobody could watch for long, has ended without us. */
  #stillOpen(
    incident: ProviderIncident,
    state: TargetHealth | undefined,
    savedAt: EpochMs,
  ): ProviderIncident {
    if (incident.resolvedAt !== null) return incident;
    const now = this.#parts.clock.now();
    const end = (endedBy: IncidentEnd): ProviderIncident => ({ ...incident, resolvedAt: now, endedBy });
    if (!this.#isWatched(state, incident.source)) return end('not_watched');
    return now - savedAt >= HELD_FOR_MS ? end('expired') : incident;
  }

  #isWatched(state: TargetHealth | undefined, source: string): boolean {
    if (state === undefined || !this.#parts.isMonitoring()) return false;
    const { enabled, statusPage } = state.target.provider;
    return enabled && statusPage !== null && sourceNameOf(statusPage.url) === source;
  }
}

function pastOf(value: string): ProviderPast | null {
  try {
    return savedPastSchema.safeParse(JSON.parse(value)).data ?? null;
  } catch {
    // Not even JSON: as unreadable as any other text.
    return null;
  }
}
