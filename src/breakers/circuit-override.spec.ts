import { CircuitWorld } from '../../test/support/circuit-world.ts';

const FOR_TEN_MINUTES = { reason: 'contract ended', forMs: 600_000 };

describe('a circuit that is forced open', () => {
  it('shows who holds it and until when', () => {
    const world = new CircuitWorld();
    world.circuits.force('openai', 'open', FOR_TEN_MINUTES);
    const now = world.clock.now();
    expect(world.circuit()).toEqual({
      state: 'open',
      openedAt: now,
      retryAt: null,
      forced: true,
      forcedUntil: now + 600_000,
      reason: 'contract ended',
    });
  });

  it('ignores all evidence and never tries by itself', () => {
    const world = new CircuitWorld();
    world.circuits.force('openai', 'open', { reason: 'contract ended', forMs: null });
    world.call(50);
    world.say('healthy');
    world.run(4_000);
    expect(world.circuit()).toMatchObject({ state: 'open', forced: true, forcedUntil: null });
    expect(world.probes).toEqual([]);
  });

  it('asks for a trial when the time is over', () => {
    const world = new CircuitWorld();
    world.circuits.force('openai', 'open', FOR_TEN_MINUTES);
    world.run(599);
    expect(world.circuit().forced).toBe(true);
    world.run(1);
    expect(world.circuit()).toMatchObject({ state: 'half_open', forced: false, forcedUntil: null });
    expect(world.probes).toEqual(['openai']);
    world.observe({ depth: 'reach' });
    expect(world.circuit().state).toBe('closed');
  });

  it('is not followed by growing waits', () => {
    const world = new CircuitWorld();
    world.circuits.force('openai', 'open', FOR_TEN_MINUTES);
    world.circuits.reset('openai', 'signed again');
    world.outage();
    expect(world.circuit().retryAt).toBe(world.clock.now() + 30_000);
  });
});

describe('a circuit that is forced closed', () => {
  it('ignores failing calls and an unhealthy verdict', () => {
    const world = new CircuitWorld();
    world.circuits.force('openai', 'closed', FOR_TEN_MINUTES);
    world.call(50, { failure: 'server_error' });
    world.outage();
    world.run(599);
    expect(world.circuit()).toMatchObject({ state: 'closed', forced: true });
  });

  it('closes one that is open', () => {
    const world = new CircuitWorld();
    world.outage();
    world.circuits.force('openai', 'closed', FOR_TEN_MINUTES);
    expect(world.circuit()).toMatchObject({ state: 'closed', openedAt: null, retryAt: null });
  });

  it('is opened again when the time is over and the target still unhealthy', () => {
    const world = new CircuitWorld();
    world.circuits.force('openai', 'closed', FOR_TEN_MINUTES);
    world.outage();
    world.run(600);
    expect(world.circuit()).toMatchObject({ state: 'open', forced: false });
  });

  it('forgets the calls that failed meanwhile', () => {
    const world = new CircuitWorld();
    world.circuits.force('openai', 'closed', FOR_TEN_MINUTES);
    world.run(590);
    world.call(50, { failure: 'server_error' });
    world.run(10);
    world.call(1, { failure: 'server_error' });
    expect(world.circuit()).toMatchObject({ state: 'closed', forced: false, reason: null });
  });
});

describe('a reset', () => {
  it('closes the circuit and forgets what led there', () => {
    const world = new CircuitWorld();
    world.call(5, { failure: 'server_error' });
    world.run(30);
    world.call(1, { failure: 'server_error' });
    const view = world.circuits.reset('openai', 'fixed');
    expect(view).toMatchObject({
      reopenings: 0,
      consecutiveFailures: 0,
      circuit: { state: 'closed', reason: null },
    });
    world.run(5);
    expect(world.circuit().state).toBe('closed');
  });

  it('ends an override', () => {
    const world = new CircuitWorld();
    world.circuits.force('openai', 'open', { reason: 'contract ended', forMs: null });
    world.circuits.reset('openai', 'signed again');
    expect(world.circuit()).toMatchObject({ state: 'closed', forced: false });
  });

  it('leaves it to health to open it again', () => {
    const world = new CircuitWorld();
    world.outage();
    world.circuits.reset('openai', 'fixed');
    world.run(1);
    expect(world.circuit().state).toBe('open');
  });
});

describe('an override', () => {
  it('of a target that nobody watches is refused', () => {
    const world = new CircuitWorld();
    expect(world.circuits.force('mistral', 'open', FOR_TEN_MINUTES)).toBeNull();
    expect(world.circuits.reset('mistral', 'fixed')).toBeNull();
  });

  it('is logged with its reason', () => {
    const world = new CircuitWorld();
    world.circuits.force('openai', 'open', FOR_TEN_MINUTES);
    world.circuits.reset('openai', 'signed again');
    expect(world.log.lines.map(({ facts }) => facts)).toEqual([
      { target_id: 'openai', override: 'open', reason: 'contract ended', for_ms: 600_000 },
      { target_id: 'openai', override: 'reset', reason: 'signed again' },
    ]);
  });

  it('can be replaced by another', () => {
    const world = new CircuitWorld();
    world.circuits.force('openai', 'open', FOR_TEN_MINUTES);
    world.circuits.force('openai', 'closed', { reason: 'needed after all', forMs: null });
    world.circuits.force('openai', 'open', FOR_TEN_MINUTES);
    expect(world.circuit()).toMatchObject({ state: 'open', reason: 'contract ended' });
    expect(world.changes).toEqual(['openai closed > open', 'openai open > closed', 'openai closed > open']);
  });
});
