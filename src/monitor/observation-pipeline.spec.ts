import fc from 'fast-check';
import { buildModelTarget, buildObservation, buildTarget } from '../../test/support/build.ts';
import type { Observation } from '../observations/observation.ts';
import { VirtualWorld } from '../../test/support/virtual-world.ts';

/** The statuses of each target, in their order. */
type Changes = Record<string, string[]>;

const TRAFFIC = { source: 'traffic', depth: 'traffic' } as const;

/** What was told of each target, in its order. */
type Told = Record<string, { observation: Observation; isDriving: boolean }[]>;

function worldOf(...models: string[]): {
  world: VirtualWorld;
  heard: string[];
  changes: Changes;
  told: Told;
} {
  const provider = buildTarget({ settings: { models } });
  const targets = [
    provider,
    ...models.map((model) => buildModelTarget(provider.provider, model)),
    buildTarget({ settings: { id: 'google' } }),
  ];
  const world = new VirtualWorld({ targets, answer: () => ({ failure: null, latencyMs: 100 }) });
  const heard: string[] = [];
  const told: Told = {};
  world.events.on('observations.recorded', ({ state, observations, isDriving }) => {
    (told[state.target.id] ??= []).push(...observations.map((observation) => ({ observation, isDriving })));
    const { failures } = state.windows.calls('1m', world.clock.monotonicMs());
    heard.push(`recorded ${failures}${isDriving ? '' : ' late'}`);
  });
  const changes: Changes = {};
  world.events.on('status.changed', ({ state, to, observation }) => {
    heard.push(`${to.status}${observation === null ? ' by itself' : ''}`);
    (changes[state.target.id] ??= []).push(to.status);
  });
  return { world, heard, changes, told };
}

function fail(error: unknown): never {
  throw error;
}

describe('the way of an observation', () => {
  it('is recorded, then shown, then judged, all before the next', () => {
    const { world, heard } = worldOf();
    for (let i = 0; i < 3; i++) world.report({ ...TRAFFIC, failure: 'server_error' });
    expect(heard).toEqual(['recorded 1', 'degraded', 'recorded 2', 'recorded 3', 'unhealthy']);
  });

  it('ends at once where nobody watches the target', () => {
    const { world, heard } = worldOf();
    expect(world.report({ targetId: 'nobody' })).toBe(false);
    expect(heard).toEqual([]);
  });

  it('leads into the windows alone when it comes late', () => {
    const { world, heard } = worldOf();
    world.clock.advance(1_000);
    world.report(TRAFFIC);
    const atMonotonicMs = world.clock.monotonicMs() - 500;
    for (let i = 0; i < 3; i++) world.report({ ...TRAFFIC, failure: 'server_error', atMonotonicMs });
    expect(heard).toEqual(['recorded 0', 'healthy', 'recorded 1 late', 'recorded 2 late', 'recorded 3 late']);
  });
});

describe('many observations at once', () => {
  const failures = [
    null,
    null,
    null,
    'server_error',
    'timeout',
    'rate_limited',
    'auth',
    'bad_request',
  ] as const;
  const outcomes = fc.array(
    fc.record({
      targetId: fc.constantFrom('openai', 'openai/gpt-5', 'google'),
      failure: fc.constantFrom(...failures),
      agoMs: fc.nat(2_000),
    }),
    { minLength: 1, maxLength: 60 },
  );

  it('change each status as they would one by one', () => {
    fc.assert(
      fc.property(outcomes, (batch) => {
        const [single, whole] = [worldOf('gpt-5'), worldOf('gpt-5')];
        const observations = batch.map(({ agoMs, ...outcome }) =>
          buildObservation({
            ...TRAFFIC,
            ...outcome,
            at: whole.world.clock.now() - agoMs,
            atMonotonicMs: whole.world.clock.monotonicMs() - agoMs,
          }),
        );
        for (const observation of observations) single.world.pipeline.accept(observation);
        whole.world.pipeline.acceptAll(observations, fail);
        for (const id of ['openai', 'openai/gpt-5', 'google']) {
          expect(whole.world.state(id).verdict).toEqual(single.world.state(id).verdict);
        }
        expect(whole.changes).toEqual(single.changes);
        expect(whole.told).toEqual(single.told);
      }),
      { numRuns: 300 },
    );
  });

  it('are told together where they went well one behind the other', () => {
    const { world } = worldOf();
    const lengths: number[] = [];
    world.events.on('observations.recorded', ({ observations }) => lengths.push(observations.length));
    const batch = [null, null, null, 'server_error', null] as const;
    for (let i = 0; i < 2; i++) {
      const observations = batch.map((failure) => buildObservation({ ...TRAFFIC, failure }));
      world.pipeline.acceptAll([...observations, buildObservation({ ...TRAFFIC, targetId: 'google' })], fail);
    }
    // the first of a target settles what it is
    expect(lengths).toEqual([1, 2, 1, 1, 1, 3, 1, 1, 1]);
  });

  it('are told apart where some came late', () => {
    const { world, told } = worldOf();
    world.report(TRAFFIC);
    const lateMs = world.clock.monotonicMs() - 500;
    const late = buildObservation({ ...TRAFFIC, atMonotonicMs: lateMs });
    world.pipeline.acceptAll([buildObservation(TRAFFIC), late, buildObservation(TRAFFIC)], fail);
    expect(told['openai']?.map(({ isDriving }) => isDriving)).toEqual([true, true, false, true]);
  });

  it('go on behind one that meets a defect', () => {
    const { world, heard } = worldOf();
    const broken = Object.defineProperty(buildObservation(), 'failure', {
      get: () => {
        throw new Error('defect');
      },
    });
    const defects: unknown[] = [];
    world.pipeline.acceptAll([broken, buildObservation({ ...TRAFFIC })], (error) => defects.push(error));
    expect(defects).toHaveLength(1);
    expect(heard).toEqual(['recorded 0', 'healthy']);
  });
});

describe('the models of a provider', () => {
  it('degrade it while they are unhealthy, each named once', () => {
    const { world } = worldOf('gpt-5', 'gpt-5-mini');
    world.report({});
    const fail = (targetId: string): void => {
      for (let i = 0; i < 4; i++) world.report({ ...TRAFFIC, targetId, failure: 'server_error' });
    };
    fail('openai/gpt-5');
    fail('openai/gpt-5-mini');
    const { verdict } = world.state('openai');
    expect(verdict.status).toBe('degraded');
    expect(verdict.reasons.map(({ message }) => message)).toEqual(['unhealthy: gpt-5, gpt-5-mini']);
    world.clock.advance(10);
    for (const targetId of ['openai/gpt-5', 'openai/gpt-5-mini']) world.report({ ...TRAFFIC, targetId });
    expect(world.state('openai').verdict.status).toBe('healthy');
  });
});

describe('while our own egress is down', () => {
  it('takes a network failure for our own, and any other for what it is', async () => {
    const { world } = worldOf();
    world.controls.online = false;
    world.report({ failure: 'network' });
    world.report({ targetId: 'google', failure: 'network' });
    await world.runTo(50);
    expect(world.egress.state).toBe('down');
    const blames: unknown[] = [];
    world.events.on('observations.recorded', ({ observations }) =>
      blames.push(...observations.map(({ blame }) => blame)),
    );
    world.report({ failure: 'timeout' });
    world.report({ failure: 'auth', httpStatus: 401 });
    expect(blames).toEqual(['local', 'account']);
  });
});
