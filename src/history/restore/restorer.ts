import type { CircuitBreakers } from '../../breakers/circuit-breakers.ts';
import type { Clock } from '../../clock/clock.ts';
import type { HealthRegistry } from '../../health/health-registry.ts';
import type { TargetHealth } from '../../health/target-health.ts';
import type { Observation } from '../../observations/observation.ts';
import type { SpendLedger } from '../../probes/generate/spend-ledger.ts';
import { WINDOWS } from '../../statistics/windows.ts';
import { adoptedTargetsSchema } from '../../targets/adopted-target.ts';
import type { TargetCatalogue } from '../../targets/target-catalogue.ts';
import type { Transition } from '../history-record.ts';
import type { HistoryStore } from '../history-store.ts';
import { recentChecksOf } from '../query/recent-checks.ts';
import { readPortions } from '../replay/recorded-past.ts';
import { assessorSnapshotSchema } from './assessor-snapshot.schema.ts';
import { ADOPTED_KEY, ASSESSOR_PREFIX, CIRCUITS_KEY, SPEND_KEY } from './state-saver.ts';

/** The longest window, and a minute for the roll-up in which it begins. */
const LOOKED_BACK_MS = WINDOWS['15m'] + 60_000;

interface Parts {
  readonly store: HistoryStore;
  readonly registry: HealthRegistry;
  readonly circuits: CircuitBreakers;
  readonly ledger: SpendLedger;
  readonly catalogue: TargetCatalogue;
}

/**
 * Takes up after a restart what was known before: the windows and statuses by living through the last quarter of an
 * hour once more, silently, the circuits and what was spent as they were saved. Nothing is published by it.
 */
export class Restorer {
  readonly #parts: Parts;
  readonly #clock: Clock;

  constructor(parts: Parts, clock: Clock) {
    this.#parts = parts;
    this.#clock = clock;
  }

  /** To be called once, after the targets are watched and before the first probe. Rejects when the store does. */
  async restore(): Promise<void> {
    const { store, registry } = this.#parts;
    const now = this.#clock.now();
    await this.#restoreAdopted();
    const transitions = await store.transitions({ targetId: null, from: now - LOOKED_BACK_MS, to: now });
    await this.#liveThrough(transitions);
    await this.#resumeOutages();
    const last = new Map(transitions.map((transition) => [transition.targetId, transition]));
    for (const state of registry.all()) await this.#restoreState(state, last.get(state.target.id));
    await this.#restoreCircuits();
    await this.#restoreSpend();
  }

  /** First of all, so that they are watched when their past is lived through. */
  async #restoreAdopted(): Promise<void> {
    const { store, catalogue } = this.#parts;
    const saved = await store.state(ADOPTED_KEY);
    if (saved !== null) catalogue.adopt(adoptedTargetsSchema.parse(JSON.parse(saved.value)));
  }

  async #liveThrough(transitions: readonly Transition[]): Promise<void> {
    const { store, registry } = this.#parts;
    const now = this.#clock.now();
    const targets = [...registry.all()].map(({ target }) => target);
    const range = { from: now - LOOKED_BACK_MS, to: now };
    for await (const { events } of readPortions(store, { targets, range, transitions })) {
      for (const event of events) {
        if (event.kind === 'observation') this.#observe(event.observation);
      }
    }
  }

  /** A record's wall time becomes that long ago on our monotonic clock. */
  #observe(recorded: Observation): void {
    const state = this.#parts.registry.get(recorded.targetId);
    if (state === undefined) return;
    const agoMs = Math.max(0, this.#clock.now() - recorded.at);
    const observation = { ...recorded, atMonotonicMs: this.#clock.monotonicMs() - agoMs };
    state.windows.record(observation);
    state.assessor.observe(observation, state.windows);
    if (observation.ok) state.lastSuccessAt = Math.max(state.lastSuccessAt ?? 0, observation.at);
    // Step by step, as it was: an outage is remembered by having been one.
    state.assessor.assess(observation.atMonotonicMs, state.windows, state.conditions);
  }

  async #resumeOutages(): Promise<void> {
    const { store, registry } = this.#parts;
    for (const { key, value } of await store.states(ASSESSOR_PREFIX)) {
      const saved = assessorSnapshotSchema.parse(JSON.parse(value));
      registry.get(key.slice(ASSESSOR_PREFIX.length))?.assessor.resume(saved);
    }
  }

  async #restoreState(state: TargetHealth, last: Transition | undefined): Promise<void> {
    const { store, registry } = this.#parts;
    const { id } = state.target;
    for (const check of await recentChecksOf(store, id)) {
      state.recentChecks.push(check);
      if (check.ok) state.lastSuccessAt = Math.max(state.lastSuccessAt ?? 0, check.at);
      state.lastCheck = check;
    }
    const verdict = state.assessor.assess(this.#clock.monotonicMs(), state.windows, state.conditions);
    const isUnchanged = last?.to === verdict.status;
    registry.resume(state, verdict, isUnchanged ? last.at : this.#clock.now());
  }

  async #restoreCircuits(): Promise<void> {
    const saved = await this.#parts.store.state(CIRCUITS_KEY);
    if (saved !== null) this.#parts.circuits.restore(JSON.parse(saved.value) as unknown[]);
  }

  async #restoreSpend(): Promise<void> {
    const saved = await this.#parts.store.state(SPEND_KEY);
    if (saved !== null) this.#parts.ledger.restore(JSON.parse(saved.value));
  }
}
