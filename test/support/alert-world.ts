import { AlertEngine } from '../../src/alerts/engine/alert-engine.ts';
import { AlertEvents } from '../../src/alerts/engine/alert-events.ts';
import { CommitQueue } from '../../src/alerts/engine/commit-queue.ts';
import type { AlertCommit } from '../../src/alerts/store/alert-store.ts';
import { type ComponentReport, OwnComponents } from '../../src/alerts/rules/own-components.ts';
import type { LatencyShift } from '../../src/alerts/rules/latency-shift.ts';
import { CircuitBreakers } from '../../src/breakers/circuit-breakers.ts';
import { OpossumBreakers } from '../../src/breakers/opossum-breaker.ts';
import type { AlertSettings } from '../../src/settings/alert-settings.ts';
import { loadSettings } from '../../src/settings/load.ts';
import { FakeAlertStore } from './fake-alert-store.ts';
import type { VirtualWorld } from './virtual-world.ts';

type Mapping = Readonly<Record<string, unknown>>;

/** One channel that takes warnings and outages, as a short settings file would have it. */
const USUAL: Mapping = {
  channels: { oncall: { kind: 'log' } },
  routes: [{ match: { severity: ['warning', 'critical'] }, channels: ['oncall'] }],
};

export function alertSettings(alerts: Mapping = {}): AlertSettings {
  return loadSettings({ document: { alerts: { ...USUAL, ...alerts } }, env: {} }).settings.alerts;
}

/** The alerts of a virtual world: a real engine, real circuits, and a store that keeps everything in memory. */
export class AlertWorld {
  readonly store = new FakeAlertStore();
  readonly circuits: CircuitBreakers;
  readonly heard: string[] = [];
  readonly faults: string[] = [];
  components: ComponentReport[] = [];
  latencyShift: LatencyShift | null = null;
  engine: AlertEngine;
  commits: CommitQueue;
  readonly #world: VirtualWorld;
  #settings: AlertSettings;

  constructor(world: VirtualWorld, settings: AlertSettings = alertSettings()) {
    this.#world = world;
    this.#settings = settings;
    this.circuits = new CircuitBreakers(world.registry, world.clock, new OpossumBreakers(), {
      warn: () => {},
    });
    this.circuits.onProbeWanted((id) => world.monitor.requestProbe(id));
    this.commits = this.#queue();
    this.engine = this.#create();
    world.ticks.push(this.#tick);
  }

  apply(settings: AlertSettings): void {
    this.#settings = settings;
    this.engine.apply(settings);
  }

  /** Dies and comes back; what was not written yet is lost. */
  async restart(): Promise<void> {
    const saved = await this.store.load();
    this.commits = this.#queue();
    this.engine = this.#create();
    this.engine.restore(saved);
  }

  readonly #tick = (): void => {
    this.circuits.tick();
    this.engine.tick();
    void this.commits.flush();
  };

  #queue(): CommitQueue {
    const warn = (_facts: object, message: string): void => void this.faults.push(message);
    return new CommitQueue(this.store, { warn }, () => {});
  }

  #create(): AlertEngine {
    const { registry, clock, egress } = this.#world;
    const events = new AlertEvents((name, error) => this.faults.push(`${name}: ${String(error)}`));
    for (const name of ['alert.firing', 'alert.resolved', 'alert.updated'] as const) {
      events.on(name, ({ alert }) => this.heard.push(`${name} ${alert.rule} ${alert.targetId ?? '-'}`));
    }
    const components = new OwnComponents();
    components.add(() => this.components);
    // A dead engine goes on hearing health, and must not write any more.
    const queue = this.commits;
    const engine = new AlertEngine({
      registry,
      clock,
      events,
      settings: this.#settings,
      components,
      egress: () => egress.state,
      latencyShift: () => this.latencyShift,
      wording: {
        targetName: (id) => registry.get(id)?.target.name ?? null,
        adviceFor: () => ({ using: [] }),
      },
      commit: (commit: AlertCommit) => queue.push(commit),
    });
    engine.listen();
    return engine;
  }
}
