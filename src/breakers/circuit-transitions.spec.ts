import fc from 'fast-check';
import { CircuitWorld, providers } from '../../test/support/circuit-world.ts';
import { FAILURE_KINDS } from '../observations/failure-kind.ts';
import type { CircuitPosition } from './circuit.ts';

/** The table, written a second time: from where to where a circuit may go. */
const LEGAL = new Set([
  'closed > open',
  'open > half_open',
  'open > closed',
  'half_open > open',
  'half_open > closed',
]);

const depth = fc.constantFrom('reach', 'auth', 'generate', 'traffic', 'guard', 'trace');
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('ok' as const), depth, isDriving: fc.boolean() }) },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('failure' as const),
      depth,
      failure: fc.constantFrom(...FAILURE_KINDS),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('verdict' as const),
      status: fc.constantFrom('healthy', 'degraded', 'unhealthy', 'unknown'),
      blame: fc.constantFrom('provider', 'account', null),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 90 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('egress' as const), egress: fc.constantFrom('ok', 'down') }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('force' as const),
      state: fc.constantFrom('open', 'closed'),
      forMs: fc.constantFrom(null, 20_000),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reset' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function take(world: CircuitWorld, each: Step): void {
  switch (each.kind) {
    case 'ok':
      return world.observe({ depth: each.depth }, each.isDriving);
    case 'failure':
      return world.observe({ depth: each.depth, failure: each.failure });
    case 'verdict':
      return world.say(each.status, { blame: each.blame });
    case 'wait':
      return world.run(each.seconds);
    case 'egress':
      return void world.state().amend({ egress: each.egress });
    case 'force':
      return void world.circuits.force('openai', each.state, { reason: 'test', forMs: each.forMs });
    case 'reset':
      return void world.circuits.reset('openai', 'test');
  }
}

const steps = fc.array(step, { minLength: 1, maxLength: 60 });
const newWorld = (): CircuitWorld => new CircuitWorld({ targets: providers(2, { consecutiveFailures: 3 }) });
const stepsTaken = (world: CircuitWorld, all: readonly Step[]): void =>
  all.forEach((each) => take(world, each));

describe('whatever happens to a circuit', () => {
  it('it goes only where the table allows', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(steps, (all) => {
        const world = newWorld();
        stepsTaken(world, all);
        for (const change of world.changes) {
          const [, move] = /^openai (.*)$/.exec(change) ?? [];
          const [from, to] = (move ?? '').split(' > ');
          if (from === to) continue;
          seen.add(move!);
          expect(LEGAL).toContain(move);
        }
        expect(world.log.messages.filter((message) => message !== 'circuit overridden')).toEqual([]);
      }),
      { numRuns: 500 },
    );
    expect([...seen].toSorted()).toEqual([...LEGAL].toSorted());
  });

  it('it never closes by itself while the verdict is unhealthy', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const world = newWorld();
        const closings: string[] = [];
        for (const each of all) {
          const before: CircuitPosition = world.circuit().state;
          take(world, each);
          const hasClosed = before !== 'closed' && world.circuit().state === 'closed';
          const isByHand = each.kind === 'reset' || each.kind === 'force';
          if (hasClosed && !isByHand) closings.push(world.state().verdict.status);
        }
        expect(closings).not.toContain('unhealthy');
      }),
      { numRuns: 300 },
    );
  });

  it('it never opens by faults that are not the provider’s', () => {
    const innocent = fc.constantFrom(...FAILURE_KINDS.filter((kind) => !PROVIDER_FAULTS.has(kind)));
    fc.assert(
      fc.property(fc.array(fc.record({ depth, failure: innocent }), { maxLength: 60 }), (all) => {
        const world = newWorld();
        for (const each of all) world.observe(each);
        expect(world.changes).toEqual([]);
      }),
    );
  });

  it('its times agree with its state', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const world = newWorld();
        stepsTaken(world, all);
        const { state, openedAt, retryAt, forced, forcedUntil } = world.circuit();
        expect(openedAt === null).toBe(state === 'closed');
        expect(retryAt === null).toBe(state === 'closed' || forced);
        expect(forcedUntil === null || forced).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

const PROVIDER_FAULTS = new Set(['timeout', 'network', 'overloaded', 'server_error', 'invalid_response']);
