import { CircuitBreakers } from '../../breakers/circuit-breakers.ts';
import { OpossumBreakers } from '../../breakers/opossum-breaker.ts';
import { HealthAssessor } from '../../health/assessor/health-assessor.ts';
import type { ConnectivityControls } from '../../health/egress/connectivity-controls.ts';
import { EgressWatch } from '../../health/egress/egress-watch.ts';
import { HealthEvents } from '../../health/health-events.ts';
import { HealthRegistry } from '../../health/health-registry.ts';
import { assessorSettingsOf, TargetHealth } from '../../health/target-health.ts';
import { createWindowPool, TargetWindows } from '../../health/target-windows.ts';
import { ReplayClock } from '../../history/replay/replay-clock.ts';
import type { MakePipeline, ReplayPipeline } from '../../history/replay/replay-world.ts';
import type { Observation } from '../../observations/observation.ts';
import type { Settings } from '../../settings/settings.ts';
import { TargetCatalogue } from '../../targets/target-catalogue.ts';
import { usingInstead } from '../advice/using-instead.ts';
import { AlertEngine } from '../engine/alert-engine.ts';
import { AlertEvents } from '../engine/alert-events.ts';
import { type ComponentReport, OwnComponents } from '../rules/own-components.ts';
import type { NewDelivery } from '../store/alert-store.ts';

/** Nobody is asked: the script says whether our network works. */
const UNASKED: ConnectivityControls = { isOnline: () => Promise.resolve(true) };

/** Real health, circuits and alerts on the time of a script. */
export class RehearsalWorld {
  readonly registry: HealthRegistry;
  readonly engine: AlertEngine;
  readonly deliveries: NewDelivery[] = [];
  readonly components = new Map<string, ComponentReport>();
  readonly #clock: ReplayClock;
  readonly #circuits: CircuitBreakers;
  readonly #pipeline: ReplayPipeline;
  #egress: 'ok' | 'down' = 'ok';

  constructor(settings: Settings, startAt: number, makePipeline: MakePipeline) {
    const clock = new ReplayClock(startAt);
    const events = new HealthEvents(rethrow);
    const pool = createWindowPool();
    this.#clock = clock;
    this.registry = new HealthRegistry(clock, events, (target) => {
      const assessor = new HealthAssessor(assessorSettingsOf(target));
      return new TargetHealth(target, new TargetWindows(pool), assessor, startAt);
    });
    const egress = new EgressWatch(UNASKED, () => {});
    egress.watch([], false);
    this.#pipeline = makePipeline(this.registry, egress, clock);
    this.registry.watch(new TargetCatalogue(settings).list());
    for (const state of this.registry.all()) state.amend({ isDisabled: !state.target.provider.enabled });
    this.#circuits = new CircuitBreakers(this.registry, clock, new OpossumBreakers(), { warn: () => {} });
    this.engine = this.#createEngine(settings);
    this.engine.listen();
  }

  get now(): number {
    return this.#clock.now();
  }

  get monotonicMs(): number {
    return this.#clock.monotonicMs();
  }

  moveTo(at: number): void {
    this.#clock.moveTo(at);
  }

  observe(observation: Observation): void {
    this.#pipeline.accept(observation);
  }

  /** As monitoring does when our network goes and comes back. */
  setEgress(to: 'ok' | 'down'): void {
    const isBack = this.#egress === 'down' && to === 'ok';
    this.#egress = to;
    for (const state of this.registry.all()) {
      if (!state.target.isExternal) continue;
      if (isBack) state.assessor.restart(this.monotonicMs, state.windows);
      state.amend({ egress: to });
      this.#pipeline.reassess(state);
    }
  }

  /** Once a second. */
  tick(): void {
    for (const state of this.registry.all()) this.#pipeline.reassess(state);
    this.#circuits.tick();
    this.engine.tick();
  }

  close(): void {
    this.#circuits.dispose();
  }

  #createEngine(settings: Settings): AlertEngine {
    const { registry } = this;
    const components = new OwnComponents((error) => rethrow('own components', error));
    components.add(() => [...this.components.values()]);
    // What is rehearsed is who would be told, whether the channel has its secrets here or not.
    const channels = settings.alerts.channels.map((channel) => ({ ...channel, enabled: true }));
    return new AlertEngine({
      registry,
      components,
      clock: this.#clock,
      events: new AlertEvents(rethrow),
      settings: { ...settings.alerts, channels },
      egress: () => this.#egress,
      latencyShift: () => null,
      wording: {
        targetName: (id) => registry.get(id)?.target.name ?? null,
        adviceFor: (alert) => usingInstead(alert, settings.services, registry),
      },
      commit: ({ deliveries }) => void this.deliveries.push(...deliveries),
    });
  }
}

function rethrow(name: string, error: unknown): never {
  throw new Error(`a listener of ${name} failed`, { cause: error });
}
