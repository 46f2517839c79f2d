import { AdviceBoard } from '../../src/routing/advice/advice-board.ts';
import { NoMaintenanceWindows } from '../../src/health/maintenance-windows.ts';
import { type HealthRouter, routerOf } from '../../src/routing/health-router.ts';
import { CircuitBreakers } from '../../src/breakers/circuit-breakers.ts';
import { OpossumBreakers } from '../../src/breakers/opossum-breaker.ts';
import type { RoutingSettings } from '../../src/settings/routing-settings.ts';
import { buildTarget } from '../../test/support/build.ts';
import { VirtualWorld } from '../../test/support/virtual-world.ts';

const ROUTING: RoutingSettings = {
  strategy: 'balanced',
  panicThreshold: 1,
  slowStartMs: 60_000,
  prices: {},
  pools: [],
};
const CHECKS = 10;

/** Advice over so many targets, all of them well and each with a latency of its own. */
export class BenchBoard {
  readonly world: VirtualWorld;
  readonly board: AdviceBoard;
  readonly router: HealthRouter;
  #seed = 1;

  constructor(count: number) {
    const targets = Array.from({ length: count }, (_, i) => buildTarget({ settings: { id: `target-${i}` } }));
    this.world = new VirtualWorld({ targets, answer: () => ({ failure: null, latencyMs: 100 }) });
    const { registry, clock, pipeline } = this.world;
    const maintenance = new NoMaintenanceWindows();
    this.board = new AdviceBoard({ registry, maintenance }, clock, () => ROUTING);
    const circuits = new CircuitBreakers(registry, clock, new OpossumBreakers(), console);
    this.router = routerOf({
      registry,
      circuits,
      pipeline,
      board: this.board,
      clock,
      random: () => this.random(),
    });
    for (let i = 0; i < CHECKS; i++) this.observeAll();
    this.board.refresh();
  }

  /** Uniform in [0, 1); reproducible. */
  random(): number {
    this.#seed = (Math.imul(this.#seed, 1_664_525) + 1_013_904_223) >>> 0;
    return this.#seed / 2 ** 32;
  }

  observeAll(): void {
    this.world.clock.advance(100);
    for (const state of this.world.registry.all()) this.observe(state.target.id);
  }

  observe(targetId: string): void {
    this.world.report({ targetId, latencyMs: 50 + 200 * this.random() });
  }

  noteAll(): void {
    for (const state of this.world.registry.all()) this.board.note(state);
  }
}
