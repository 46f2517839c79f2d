import type { FailureKind } from '../observations/failure-kind.ts';
import { CircuitWorld, providers } from '../../test/support/circuit-world.ts';
import { buildModelTarget } from '../../test/support/build.ts';

describe('a circuit opens', () => {
  it('on an unhealthy verdict that blames the provider, and says why and until when', () => {
    const world = new CircuitWorld();
    world.outage();
    const now = world.clock.now();
    expect(world.circuit()).toEqual({
      state: 'open',
      openedAt: now,
      retryAt: now + 30_000,
      forced: false,
      forcedUntil: null,
      reason: '3 of the last 3 checks failed',
    });
  });

  it('when the blame moves to the provider while the status stays', () => {
    const world = new CircuitWorld();
    world.say('unhealthy', { blame: 'account' });
    world.say('unhealthy', { blame: 'provider' });
    expect(world.circuit().state).toBe('closed');
    world.run(1);
    expect(world.circuit().state).toBe('open');
  });

  it.each(['generate', 'traffic', 'guard', 'trace'] as const)(
    'on five failed calls in a row (%s)',
    (depth) => {
      const world = new CircuitWorld();
      world.call(4, { depth, failure: 'server_error', detail: '503 from POST /v1/responses' });
      expect(world.circuit().state).toBe('closed');
      world.call(1, { depth, failure: 'server_error', detail: '503 from POST /v1/responses' });
      expect(world.circuit().state).toBe('open');
      expect(world.circuit().reason).toBe('5 calls in a row failed: 503 from POST /v1/responses');
    },
  );

  it('not on failed checks, which decide through health alone', () => {
    const world = new CircuitWorld();
    for (let i = 0; i < 50; i++) world.observe({ failure: 'server_error' });
    expect(world.circuit().state).toBe('closed');
  });

  it('not when a success stands between the failures', () => {
    const world = new CircuitWorld();
    world.call(4, { failure: 'timeout' });
    world.call(1);
    world.call(4, { failure: 'timeout' });
    expect(world.circuit().state).toBe('closed');
  });

  it('on its error percentage once enough calls were made', () => {
    const world = new CircuitWorld();
    for (let i = 0; i < 4; i++) {
      world.call(1);
      world.call(1, { failure: 'overloaded' });
    }
    world.call(1, { failure: 'overloaded' });
    expect(world.circuit().state).toBe('closed');
    world.call(1, { failure: 'overloaded' });
    expect(world.circuit().reason).toBe('60 % of 10 calls within 60 s failed');
  });

  it('not on failures that have left the window', () => {
    const world = new CircuitWorld();
    for (let i = 0; i < 4; i++) {
      world.call(1);
      world.call(1, { failure: 'overloaded' });
    }
    world.clock.advance(70_000);
    world.call(2, { failure: 'overloaded' });
    expect(world.circuit().state).toBe('closed');
  });

  it('when most calls are slow, by time to first token where they stream', () => {
    const world = new CircuitWorld({ targets: providers(2, { slowCallMs: 5_000 }) });
    world.call(2, { latencyMs: 90_000, ttftMs: 400 });
    world.call(7, { latencyMs: 6_000, ttftMs: 5_001 });
    expect(world.circuit().state).toBe('closed');
    world.call(1, { latencyMs: 5_001 });
    expect(world.circuit().reason).toBe('80 % of 10 calls within 60 s took longer than 5000 ms');
  });

  it('not when the calls are just as slow as they may be', () => {
    const world = new CircuitWorld({ targets: providers(2, { slowCallMs: 5_000 }) });
    world.call(20, { latencyMs: 5_000 });
    expect(world.circuit().state).toBe('closed');
  });

  it.each<FailureKind>([
    'rate_limited',
    'quota_exhausted',
    'auth',
    'permission',
    'model_unavailable',
    'bad_request',
    'content_filtered',
    'cancelled',
  ])('never for %s', (failure) => {
    const world = new CircuitWorld();
    world.call(50, { failure });
    expect(world.circuit().state).toBe('closed');
    expect(world.circuits.get('openai')).toMatchObject({ consecutiveFailures: 0, tally: { calls: 0 } });
  });

  it('never for an account that is refused, however unhealthy that makes the target', () => {
    const world = new CircuitWorld();
    world.say('unhealthy', { blame: 'account' });
    world.run(60);
    expect(world.circuit().state).toBe('closed');
  });

  it('never for what our own network or process did', () => {
    const world = new CircuitWorld();
    world.call(50, { failure: 'network', blame: 'local' });
    expect(world.circuit().state).toBe('closed');
  });

  it('not by observations that came out of order, which count in their slot alone', () => {
    const world = new CircuitWorld();
    for (let i = 0; i < 20; i++)
      world.observe({ depth: 'traffic', source: 'traffic', failure: 'timeout' }, false);
    expect(world.circuit().state).toBe('closed');
    expect(world.circuits.get('openai')!.tally.failures).toBe(20);
  });
});

describe('while our egress is down', () => {
  it('no circuit of an external target opens, by calls or by health', () => {
    const world = new CircuitWorld();
    world.state().amend({ egress: 'down' });
    world.call(50, { failure: 'server_error' });
    world.outage();
    world.run(60);
    expect(world.changes).toEqual([]);
  });

  it('failures of the network do not count from the first suspicion on', () => {
    const world = new CircuitWorld();
    world.state().amend({ egress: 'suspected' });
    world.call(50, { failure: 'network' });
    expect(world.circuit().state).toBe('closed');
    world.call(5, { failure: 'server_error' });
    expect(world.circuit().state).toBe('open');
  });

  it('a target inside our network opens as ever', () => {
    const [external, inside] = providers(2);
    const world = new CircuitWorld({ targets: [external!, { ...inside!, isExternal: false }] });
    world.state('anthropic').amend({ egress: 'down' });
    world.call(5, { targetId: 'anthropic', failure: 'network' });
    expect(world.circuit('anthropic').state).toBe('open');
  });

  it('an open circuit waits, and tries again as soon as we are back', () => {
    const world = new CircuitWorld();
    world.outage();
    world.state().amend({ egress: 'down' });
    world.run(120);
    expect(world.circuit().state).toBe('open');
    world.state().amend({ egress: 'ok' });
    world.run(1);
    expect(world.circuit().state).toBe('half_open');
    expect(world.probes).toEqual(['openai']);
  });

  it('a circuit that opened just before does not wait for its time', () => {
    const world = new CircuitWorld();
    world.outage();
    world.state().amend({ egress: 'down' });
    world.run(2);
    world.state().amend({ egress: 'ok' });
    world.run(1);
    expect(world.circuit().state).toBe('half_open');
  });
});

describe('the ejection cap', () => {
  const names = ['openai', 'anthropic', 'google', 'deepseek', 'qwen', 'cursor'];

  it('lets health eject half of a pool, and says of the rest why they stay', () => {
    const world = new CircuitWorld({ targets: providers(6) });
    for (const id of names) world.outage(id);
    const states = names.map((id) => world.circuit(id).state);
    expect(states).toEqual(['open', 'open', 'open', 'closed', 'closed', 'closed']);
    expect(world.circuit('cursor').reason).toBe(
      'kept closed although unhealthy: at most half of 6 providers may be ejected',
    );
    expect(world.circuits.get('cursor')!.isHeldBack).toBe(true);
  });

  it('logs once for each that it keeps', () => {
    const world = new CircuitWorld({ targets: providers(2) });
    for (const id of ['openai', 'anthropic']) world.outage(id);
    world.run(20);
    expect(world.log.lines).toEqual([
      {
        facts: { target_id: 'anthropic', size: 2, ejected: 1 },
        message: 'circuit kept closed by the ejection cap',
      },
    ]);
  });

  it.each([
    [1, 0],
    [2, 1],
    [3, 1],
    [5, 2],
  ])('of %i providers ejects %i', (size, ejected) => {
    const world = new CircuitWorld({ targets: providers(size) });
    for (const id of names.slice(0, size)) world.outage(id);
    world.run(5);
    expect(world.changes.length).toBe(ejected);
  });

  it('opens the one that was kept once another is back', () => {
    const world = new CircuitWorld({ targets: providers(2) });
    for (const id of ['openai', 'anthropic']) world.outage(id);
    world.observe({ targetId: 'openai' });
    world.say('healthy', { id: 'openai' });
    expect(world.circuit('openai').state).toBe('closed');
    world.run(1);
    expect(world.circuit('anthropic').state).toBe('open');
  });

  it('takes its word back when the target is no longer unhealthy', () => {
    const world = new CircuitWorld({ targets: providers(1) });
    world.outage();
    expect(world.circuit().reason).not.toBeNull();
    world.say('degraded');
    expect(world.circuit().reason).toBeNull();
    expect(world.changes).toEqual([]);
  });

  it('does not hold back what the calls themselves show', () => {
    const world = new CircuitWorld({ targets: providers(2) });
    world.outage('openai');
    world.call(5, { targetId: 'anthropic', failure: 'timeout' });
    expect(world.circuit('anthropic').state).toBe('open');
  });

  it('counts what calls opened and what is on trial as ejected', () => {
    const world = new CircuitWorld({ targets: providers(2) });
    world.call(5, { targetId: 'anthropic', failure: 'timeout' });
    world.run(30);
    expect(world.circuit('anthropic').state).toBe('half_open');
    world.outage('openai');
    expect(world.circuit('openai').state).toBe('closed');
  });

  it('leaves disabled providers out of the pool, and models too', () => {
    const [openai, anthropic, google] = providers(3);
    const disabled = { ...google!, provider: { ...google!.provider, enabled: false } };
    const model = buildModelTarget(openai!.provider, 'gpt-5-mini');
    const world = new CircuitWorld({ targets: [openai!, model, anthropic!, disabled] });
    for (const id of ['openai', 'anthropic', 'openai/gpt-5-mini']) world.outage(id);
    expect(world.circuit('openai').state).toBe('open');
    expect(world.circuit('anthropic').reason).toContain('half of 2 providers');
    expect(world.circuit('openai/gpt-5-mini').state).toBe('open');
  });
});
