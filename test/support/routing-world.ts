import { MaintenanceWindows, type MaintenanceWindow } from '../../src/health/maintenance-windows.ts';
import { CircuitBreakers } from '../../src/breakers/circuit-breakers.ts';
import { OpossumBreakers } from '../../src/breakers/opossum-breaker.ts';
import { AdviceBoard, type AdviceQuestion, plainQuestion } from '../../src/routing/advice/advice-board.ts';
import type { PoolAdvice } from '../../src/routing/advice/snapshot.ts';
import { AdviceKeeper } from '../../src/routing/advice-keeper.ts';
import { ChangeLog } from '../../src/routing/changes/change-log.ts';
import type { PoolChange } from '../../src/routing/changes/pool-change.ts';
import { type HealthRouter, routerOf } from '../../src/routing/health-router.ts';
import { RoutingEvents } from '../../src/routing/routing-events.ts';
import { loadSettings } from '../../src/settings/load.ts';
import type { RoutingSettings } from '../../src/settings/routing-settings.ts';
import type { Observation } from '../../src/observations/observation.ts';
import type { Target } from '../../src/targets/target.ts';
import { TargetCatalogue } from '../../src/targets/target-catalogue.ts';
import { FakeBreakerLog } from './circuit-world.ts';
import { type Answer, VirtualWorld } from './virtual-world.ts';

export class FakeMaintenance extends MaintenanceWindows {
  readonly open = new Map<string, MaintenanceWindow>();

  openFor(target: Target): MaintenanceWindow | null {
    return this.open.get(target.id) ?? null;
  }
}

type Document = Readonly<Record<string, unknown>>;

interface WorldOptions {
  /** A provider is told by what differs from an OpenAI of its own name. */
  readonly providers?: Readonly<Record<string, Document>>;
  readonly routing?: Document;
  readonly pools?: Readonly<Record<string, Document>>;
  readonly answer?: (target: Target, elapsedMs: number) => Answer;
}

const WELL: Answer = { failure: null, latencyMs: 100 };

/** Monitoring in virtual time, circuits and advice on it, as the application joins them. */
export class RoutingWorld {
  readonly world: VirtualWorld;
  readonly circuits: CircuitBreakers;
  readonly board: AdviceBoard;
  readonly keeper: AdviceKeeper;
  readonly router: HealthRouter;
  /** What the router draws next, in [0, 1). */
  random = 0;
  /** Every observation that calls through the router made. */
  readonly guarded: Observation[] = [];
  readonly maintenance = new FakeMaintenance();
  readonly log = new ChangeLog();
  readonly changes: PoolChange[] = [];
  routing: RoutingSettings;
  /** What the keeper put off until what is under way has ended. */
  readonly deferred: (() => void)[] = [];

  constructor({ providers = three(), routing = {}, pools = {}, answer = () => WELL }: WorldOptions = {}) {
    const { settings } = loadSettings({
      document: { providers: complete(providers), routing, pools },
      env: {},
    });
    this.routing = settings.routing;
    const startedMs = 1_000_000;
    this.world = new VirtualWorld({
      targets: new TargetCatalogue(settings).list(),
      answer: (target, atMs) => answer(target, atMs - startedMs),
    });
    const { registry, clock, events } = this.world;
    this.circuits = new CircuitBreakers(registry, clock, new OpossumBreakers(), new FakeBreakerLog());
    this.circuits.onProbeWanted((id) => this.world.monitor.requestProbe(id));
    this.board = new AdviceBoard({ registry, maintenance: this.maintenance }, clock, () => this.routing);
    const routingEvents = new RoutingEvents((error) => {
      throw new Error('a routing listener failed', { cause: error });
    });
    routingEvents.onChange((change) => this.changes.push(change));
    this.keeper = new AdviceKeeper(events, {
      board: this.board,
      log: this.log,
      events: routingEvents,
      defer: (work) => this.deferred.push(work),
      nowMs: () => clock.monotonicMs(),
    });
    this.keeper.refresh();
    const { pipeline } = this.world;
    const rooms = { registry, circuits: this.circuits, pipeline, board: this.board, clock };
    this.router = routerOf({ ...rooms, random: () => this.random });
    events.on('observations.recorded', ({ observations }) => {
      this.guarded.push(...observations.filter(({ source }) => source === 'guard'));
    });
  }

  /** What is under way ends. */
  settle(): void {
    for (const work of this.deferred.splice(0)) work();
  }

  /** Lets time pass up to this many seconds after the start. */
  async runTo(seconds: number): Promise<void> {
    while (this.world.elapsedMs < seconds * 1_000) {
      await this.world.runTo(Math.min(this.world.elapsedMs + 100, seconds * 1_000));
      if (this.world.elapsedMs % 1_000 === 0) this.circuits.tick();
      this.settle();
      this.keeper.turn(this.world.clock.monotonicMs());
    }
  }

  /** So many outcomes that somebody reports, 10 ms apart. */
  report(times: number, observation: Partial<Observation>): void {
    for (let i = 0; i < times; i++) {
      this.world.clock.advance(10);
      this.world.report({ source: 'traffic', depth: 'traffic', ...observation });
    }
    this.keeper.refresh();
  }

  ask(question: Partial<AdviceQuestion> = {}): PoolAdvice {
    const advice = this.board.answer({ ...plainQuestion(question.pool ?? 'default'), ...question });
    if (advice === undefined) throw new Error(`no pool ${question.pool}`);
    return advice;
  }

  shares(question: Partial<AdviceQuestion> = {}): Record<string, number> {
    const { candidates } = this.ask(question);
    return Object.fromEntries(candidates.map(({ id, share }) => [id, Math.round(share * 1_000) / 1_000]));
  }

  reasons(question: Partial<AdviceQuestion> = {}): Record<string, string> {
    return Object.fromEntries(this.ask(question).excluded.map(({ id, reason }) => [id, reason]));
  }
}

function three(): Record<string, Document> {
  return { openai: {}, anthropic: {}, google: {} };
}

function complete(providers: Readonly<Record<string, Document>>): Record<string, Document> {
  return Object.fromEntries(
    Object.entries(providers).map(([id, differing]) => [
      id,
      { kind: 'openai', api_key: 'sk-test', base_url: `https://${id}.example/v1`, ...differing },
    ]),
  );
}
