import { RoutingWorld } from '../../../test/support/routing-world.ts';

const SLOW_START_END_S = 70;

describe('advice', () => {
  it('is there from the first moment on, for targets that nobody has seen yet', () => {
    const world = new RoutingWorld();
    expect(world.shares()).toEqual({ openai: 0.333, anthropic: 0.333, google: 0.333 });
    expect(world.ask().candidates[0]!.factors).toMatchObject({ status: 0.5, slowStart: 1 });
  });

  it('weighs what is well by latency, against the best of the pool', async () => {
    const latencies: Record<string, number> = { openai: 400, anthropic: 100, google: 2_000 };
    const world = new RoutingWorld({ answer: ({ id }) => ({ failure: null, latencyMs: latencies[id]! }) });
    await world.runTo(200);
    const factors = Object.fromEntries(world.ask().candidates.map(({ id, factors: of }) => [id, of]));
    expect(factors['anthropic']).toMatchObject({ status: 1, latency: 1 });
    expect(factors['openai']).toMatchObject({ status: 1, latency: 0.25 });
    expect(factors['google']).toMatchObject({ status: 0.3, latency: 0.2 });
    expect(world.ask().candidates.map(({ id }) => id)).toEqual(['anthropic', 'openai', 'google']);
  });

  it('never sets the latency of calls against that of checks', async () => {
    const world = new RoutingWorld();
    await world.runTo(200);
    world.report(10, { targetId: 'openai', latencyMs: 1_500 });
    world.report(10, { targetId: 'google', latencyMs: 750 });
    const byId = Object.fromEntries(world.ask().candidates.map((each) => [each.id, each]));
    expect(byId['openai']).toMatchObject({ p95Of: 'calls', factors: { latency: 0.5 } });
    expect(byId['google']).toMatchObject({ p95Of: 'calls', factors: { latency: 1 } });
    expect(byId['anthropic']).toMatchObject({ p95Of: 'checks', p95Ms: 100, factors: { latency: 1 } });
  });

  it('leaves out who is down, names why and when to ask again, and turns at once', async () => {
    const world = new RoutingWorld();
    await world.runTo(100);
    const before = world.board.current;
    for (let i = 0; i < 5; i++) {
      world.world.clock.advance(10);
      world.world.report({
        targetId: 'openai',
        failure: 'server_error',
        source: 'traffic',
        depth: 'traffic',
      });
    }
    expect(world.board.current).toBe(before);
    world.settle();
    expect(world.board.current.seq).toBe(before.seq + 1);
    expect(world.reasons()).toEqual({ openai: 'circuit_open' });
    expect(world.ask().excluded[0]!.retryAt).toBe(world.world.state('openai').circuit.retryAt);
    expect(world.shares()).toEqual({ anthropic: 0.5, google: 0.5 });
  });

  it('is made anew a few times a second at most while everything turns', async () => {
    const world = new RoutingWorld();
    await world.runTo(100);
    const { seq } = world.board.current;
    for (let i = 0; i < 100; i++) {
      world.world.clock.advance(10);
      if (i % 2 === 0) world.circuits.force('openai', 'open', { reason: 'drill', forMs: null });
      else world.circuits.reset('openai', 'drill');
      world.settle();
      if (i % 10 === 0) world.keeper.turn(world.world.clock.monotonicMs());
    }
    expect(world.board.current.seq - seq).toBeGreaterThanOrEqual(2);
    expect(world.board.current.seq - seq).toBeLessThanOrEqual(6);
  });

  it('brings back who recovers bit by bit', async () => {
    const world = new RoutingWorld({
      answer: ({ id }, atMs) => ({
        failure: id === 'openai' && atMs < 120_000 ? 'server_error' : null,
        latencyMs: 100,
      }),
    });
    await world.runTo(100);
    expect(world.reasons()).toEqual({ openai: 'circuit_open' });
    const seen: number[] = [];
    for (let s = 100; s < 240; s += 5) {
      await world.runTo(s);
      const candidate = world.ask().candidates.find(({ id }) => id === 'openai');
      if (candidate !== undefined) seen.push(candidate.factors.slowStart);
    }
    expect(seen[0]).toBeLessThan(0.3);
    expect(seen.toSorted((a, b) => a - b)).toEqual(seen);
    expect(seen.filter((factor) => factor < 1).length).toBeGreaterThanOrEqual(10);
    expect(seen.at(-1)).toBe(1);
  });

  it('fails open when nobody is left, the least bad first and an expired key last', async () => {
    const world = new RoutingWorld({
      providers: { openai: {}, anthropic: {}, google: {} },
      answer: ({ id }) => ({ failure: id === 'openai' ? 'auth' : 'server_error', latencyMs: 50 }),
    });
    await world.runTo(90);
    const advice = world.ask();
    expect(advice).toMatchObject({ isPanic: true, excluded: [] });
    expect(advice.candidates.map(({ id }) => id).at(-1)).toBe('openai');
    expect(advice.candidates.map(({ lastResort }) => lastResort?.reason)).toContain('circuit_open');
    expect(advice.candidates.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
    expect(advice.candidates.at(-1)!.share).toBeLessThan(0.05);
  });

  it('leaves out at most half by health while somebody is well, and says so', async () => {
    const providers = { a: {}, b: {}, c: {}, d: {} };
    const world = new RoutingWorld({
      providers,
      answer: ({ id }) => ({ failure: id === 'a' ? null : 'server_error', latencyMs: 50 }),
    });
    await world.runTo(90);
    const advice = world.ask();
    expect(advice).toMatchObject({ isPanic: false, isCapped: true });
    expect(advice.excluded).toHaveLength(2);
    expect(advice.candidates[0]!.id).toBe('a');
    expect(advice.candidates[0]!.share).toBeGreaterThan(0.9);
    expect(advice.candidates[1]!.lastResort).not.toBeNull();
  });

  it('does not count an expired key as ejected by health', async () => {
    const world = new RoutingWorld({
      answer: ({ id }) => ({
        failure: id === 'openai' ? 'auth' : id === 'google' ? 'server_error' : null,
        latencyMs: 50,
      }),
    });
    await world.runTo(90);
    expect(world.reasons()).toEqual({ openai: 'unhealthy', google: 'circuit_open' });
    expect(world.ask()).toMatchObject({ isCapped: false, isPanic: false });
  });

  it('waits for who asks to wait, until that time', async () => {
    const world = new RoutingWorld();
    await world.runTo(100);
    world.report(1, { targetId: 'openai', failure: 'rate_limited', retryAfterMs: 20_000 });
    const limited = world.ask().candidates.find(({ id }) => id === 'openai')!;
    expect(limited).toMatchObject({ weight: 0, share: 0, status: 'degraded' });
    expect(limited.waitsUntil).toBe(world.world.clock.now() + 20_000);
    await world.runTo(130);
    expect(world.ask().candidates.find(({ id }) => id === 'openai')).toMatchObject({ waitsUntil: null });
    expect(world.shares()['openai']).toBeGreaterThan(0.3);
  });

  it('lowers who is limited for a time that nobody told, and who is close to a limit', async () => {
    const world = new RoutingWorld();
    await world.runTo(100);
    const rateLimit = { remainingRequests: 30, limitRequests: 100, remainingTokens: null, limitTokens: null };
    world.report(1, { targetId: 'google', rateLimit: { ...rateLimit, resetsAt: null } });
    world.report(1, { targetId: 'openai', failure: 'rate_limited' });
    const headroom = Object.fromEntries(
      world.ask().candidates.map(({ id, factors }) => [id, factors.headroom]),
    );
    expect(headroom).toEqual({ anthropic: 1, google: 0.3, openai: 0.1 });
  });

  it('leaves out who is under maintenance or switched off, and ends with the window', async () => {
    const world = new RoutingWorld({ providers: { openai: {}, anthropic: {}, google: { enabled: false } } });
    await world.runTo(60);
    const until = world.world.clock.now() + 5_000;
    world.maintenance.open.set('openai', { until, comment: 'moves to another region' });
    await world.runTo(62);
    expect(world.reasons()).toEqual({ openai: 'maintenance', google: 'disabled' });
    expect(world.ask().excluded[0]).toMatchObject({ retryAt: until, detail: 'moves to another region' });
    world.maintenance.open.clear();
    await world.runTo(SLOW_START_END_S);
    expect(world.reasons()).toEqual({ google: 'disabled' });
    expect(world.ask().candidates.every(({ factors }) => factors.slowStart === 1)).toBe(true);
  });

  it('follows changed targets and settings', () => {
    const world = new RoutingWorld({
      pools: { chat: { targets: ['google', 'openai'], strategy: 'priority' } },
    });
    expect(world.shares({ pool: 'chat' })).toEqual({ google: 0.667, openai: 0.333 });
    world.routing = { ...world.routing, pools: [] };
    world.keeper.restructure();
    world.settle();
    expect(() => world.ask({ pool: 'chat' })).toThrow('no pool chat');
    const targets = [...world.world.registry.all()].map(({ target }) => target).slice(0, 2);
    world.world.apply(targets);
    world.settle();
    expect(Object.keys(world.shares())).toEqual(['openai', 'anthropic']);
  });
});
