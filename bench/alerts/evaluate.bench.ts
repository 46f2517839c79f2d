/**
 * One look of the alert engine a second over 1,000 targets of which 33 were observed since the last (an interval of
 * 30 s), beside holding every rule against every target, and a bad day: all of them down at once.
 */
import { AlertEngine } from '../../src/alerts/engine/alert-engine.ts';
import { AlertEvents } from '../../src/alerts/engine/alert-events.ts';
import { OwnComponents } from '../../src/alerts/rules/own-components.ts';
import { buildTarget } from '../../test/support/build.ts';
import { alertSettings } from '../../test/support/alert-world.ts';
import { VirtualWorld } from '../../test/support/virtual-world.ts';
import { measure, report, type Row } from '../harness.ts';

const TARGETS = 1_000;
const OBSERVED_A_SECOND = 33;
const LOOKS = 300;
const BUDGET_MS = 2;

interface Scene {
  readonly world: VirtualWorld;
  readonly engine: AlertEngine;
  commits: number;
  next: number;
}

function scene(): Scene {
  const targets = Array.from({ length: TARGETS }, (_, i) => buildTarget({ settings: { id: `target-${i}` } }));
  const world = new VirtualWorld({ targets, answer: () => ({ failure: null, latencyMs: 100 }) });
  const engine = new AlertEngine({
    registry: world.registry,
    clock: world.clock,
    events: new AlertEvents((_, error) => {
      throw error;
    }),
    settings: alertSettings(),
    components: new OwnComponents(),
    egress: () => 'ok',
    latencyShift: () => null,
    wording: { targetName: (id) => id, adviceFor: () => ({ using: [] }) },
    commit: () => void built.commits++,
  });
  const built: Scene = { world, engine, commits: 0, next: 0 };
  engine.listen();
  for (const { id } of targets) world.report({ targetId: id, latencyMs: 100 });
  engine.tick();
  return built;
}

function fail(of: Scene, ids: readonly string[]): void {
  for (let n = 0; n < 3; n++) {
    of.world.clock.advance(1_000);
    for (const targetId of ids) of.world.report({ targetId, failure: 'server_error' });
  }
  for (let n = 0; n < 20; n++) {
    of.world.clock.advance(1_000);
    of.engine.tick();
  }
}

function observe({ world, ...of }: Scene, share: number): void {
  for (let i = 0; i < share; i++) {
    const id = `target-${(of.next + i) % TARGETS}`;
    world.registry.touch(world.state(id));
  }
}

/** Time passes and some targets change, then the engine looks; only the latter is measured against the former. */
function look(of: Scene, share: number, isLooking: boolean): () => void {
  return () => {
    for (let i = 0; i < LOOKS; i++) {
      of.world.clock.advance(1_000);
      observe(of, share);
      of.next = (of.next + share) % TARGETS;
      if (isLooking) of.engine.tick();
    }
  };
}

const calm = scene();
const some = scene();
fail(
  some,
  Array.from({ length: 10 }, (_, i) => `target-${i}`),
);
const all = scene();
fail(
  all,
  Array.from({ length: TARGETS }, (_, i) => `target-${i}`),
);
if (all.engine.open().length < TARGETS) throw new Error('every target was to be down');

const CASES = [
  ['calm', 'a look, nothing wrong', calm, OBSERVED_A_SECOND],
  ['ten', 'a look, ten targets down', some, OBSERVED_A_SECOND],
  ['outage', `a look, all ${TARGETS} down`, all, OBSERVED_A_SECOND],
  ['everything', 'a look at every target, nothing wrong', calm, TARGETS],
] as const;

const measured = await measure([
  ...CASES.map(([, name, of, share]) => ({ name, operations: LOOKS, run: look(of, share, true) })),
  { name: 'time alone', operations: LOOKS, run: look(calm, OBSERVED_A_SECOND, false) },
]);

function row(name: string, budget?: number): Row {
  const figure = measured.get(name)!;
  const shared = { name, value: figure.median / 1e6, unit: 'ms', spreadPercent: figure.spreadPercent };
  return budget === undefined ? shared : { ...shared, budget };
}

report({
  name: 'alerts-evaluate',
  figures: {
    look_calm_ms: row(CASES[0][1], BUDGET_MS),
    look_ten_down_ms: row(CASES[1][1], BUDGET_MS),
    look_all_down_ms: row(CASES[2][1]),
  },
  against: {
    look_at_everything_ms: row(CASES[3][1]),
    time_alone_ms: row('time alone'),
  },
});
