import { CircuitWorld, providers } from '../../test/support/circuit-world.ts';

/** A world whose circuit has just opened because calls failed. */
function openedByCalls(): CircuitWorld {
  const world = new CircuitWorld();
  world.call(5, { failure: 'server_error' });
  return world;
}

describe('an open circuit', () => {
  it('goes half open after the reset timeout, and asks for a probe at once, one time', () => {
    const world = new CircuitWorld();
    world.outage();
    world.run(29);
    expect(world.circuit().state).toBe('open');
    world.run(1);
    expect(world.circuit().state).toBe('half_open');
    expect(world.probes).toEqual(['openai']);
    world.run(100);
    expect(world.probes).toEqual(['openai']);
  });

  it('does not care for a wall clock that is stepped', () => {
    const world = new CircuitWorld();
    world.outage();
    world.clock.stepWallClock(3_600_000);
    world.run(29);
    expect(world.circuit().state).toBe('open');
    world.clock.stepWallClock(-7_200_000);
    world.run(1);
    expect(world.circuit().state).toBe('half_open');
  });

  it('closes before its time once the status is healthy by evidence deep enough', () => {
    const world = new CircuitWorld();
    world.outage();
    world.observe();
    world.say('degraded');
    expect(world.circuit().state).toBe('open');
    world.observe();
    world.say('healthy');
    expect(world.circuit()).toMatchObject({ state: 'closed', openedAt: null, retryAt: null, reason: null });
  });

  it('stays open when the status is healthy by shallow evidence alone', () => {
    const world = openedByCalls();
    world.say('degraded');
    world.observe();
    world.say('healthy');
    expect(world.circuit().state).toBe('open');
  });

  it('needs as deep a success as the deepest failure that came while it was open', () => {
    const world = new CircuitWorld();
    world.outage();
    world.call(1, { failure: 'server_error' });
    world.run(30);
    world.observe();
    world.say('degraded');
    expect(world.circuit().state).toBe('half_open');
    world.call(1);
    expect(world.circuit().state).toBe('closed');
  });
});

describe('a half open circuit', () => {
  it('closes on the first success, once the verdict no longer says unhealthy', () => {
    const world = new CircuitWorld();
    world.outage();
    world.run(30);
    world.observe();
    expect(world.circuit().state).toBe('half_open');
    world.say('degraded');
    expect(world.changes).toEqual([
      'openai closed > open',
      'openai open > half_open',
      'openai half_open > closed',
    ]);
  });

  it('stays half open on a green list after calls had opened it, and closes on a call', () => {
    const world = openedByCalls();
    world.run(30);
    world.observe({ depth: 'auth' });
    world.run(1);
    expect(world.circuit().state).toBe('half_open');
    world.call(1);
    expect(world.circuit().state).toBe('closed');
  });

  it.each([
    ['reach', 'reach', 'closed'],
    ['reach', 'auth', 'closed'],
    ['auth', 'reach', 'half_open'],
    ['auth', 'auth', 'closed'],
    ['traffic', 'reach', 'half_open'],
    ['traffic', 'auth', 'half_open'],
    ['guard', 'generate', 'closed'],
  ] as const)('opened by %s, is after a success of %s %s', (failed, succeeded, state) => {
    const world = new CircuitWorld();
    world.observe({ depth: failed, failure: 'server_error' });
    world.say('unhealthy', { blame: 'provider' });
    world.run(30);
    world.say('degraded');
    world.observe({ depth: succeeded });
    expect(world.circuit().state).toBe(state);
  });

  it('needs a call where calls failed now and then, which health took for an outage', () => {
    const world = new CircuitWorld({ targets: providers(2, { errorThresholdPercent: 100 }) });
    world.call(4, { failure: 'server_error' });
    world.call(1);
    world.call(1, { failure: 'server_error' });
    world.call(1);
    world.say('unhealthy', { blame: 'provider' });
    world.run(30);
    world.say('degraded');
    world.observe();
    expect(world.circuit().state).toBe('half_open');
  });

  it('reopens on a failure, with twice the wait', () => {
    const world = new CircuitWorld();
    world.outage();
    world.run(30);
    world.observe({ failure: 'timeout', detail: 'no answer within 10 s' });
    expect(world.circuit()).toMatchObject({
      state: 'open',
      retryAt: world.clock.now() + 60_000,
      reason: 'the trial failed: no answer within 10 s',
    });
    expect(world.circuits.get('openai')!.reopenings).toBe(1);
  });

  it('reopens when health falls to unhealthy by time alone', () => {
    const world = openedByCalls();
    world.run(30);
    world.say('unhealthy', { blame: 'provider' });
    expect(world.circuit().state).toBe('open');
  });

  it('takes neither account nor caller faults nor our own for a trial', () => {
    const world = new CircuitWorld();
    world.outage();
    world.run(30);
    world.say('degraded');
    world.call(3, { failure: 'auth' });
    world.call(3, { failure: 'bad_request' });
    world.observe({ failure: 'network', blame: 'local' });
    expect(world.circuit().state).toBe('half_open');
  });

  it('does not count a success from before its trial', () => {
    const world = openedByCalls();
    world.call(1);
    world.run(30);
    expect(world.circuit().state).toBe('half_open');
    world.run(5);
    expect(world.circuit().state).toBe('half_open');
  });

  it('opened by slow calls, reopens on a slow one and closes on a quick one', () => {
    const world = new CircuitWorld({ targets: providers(2, { slowCallMs: 5_000 }) });
    world.call(10, { latencyMs: 9_000 });
    world.run(30);
    world.call(1, { latencyMs: 9_000 });
    expect(world.circuit()).toMatchObject({ state: 'open', reason: 'the trial failed: too slow' });
    world.run(60);
    world.call(1, { latencyMs: 300 });
    expect(world.circuit().state).toBe('closed');
  });

  it('begins with an empty window after it has closed', () => {
    const world = openedByCalls();
    world.run(30);
    world.call(1);
    expect(world.circuits.get('openai')!.tally.calls).toBe(0);
    world.call(1, { failure: 'server_error' });
    expect(world.circuit().state).toBe('closed');
  });
});

describe('the reset timeout', () => {
  /** Seconds that the circuit stays open before each of its trials, all of which fail. */
  function waits(world: CircuitWorld, trials: number): number[] {
    return Array.from({ length: trials }, () => {
      let seconds = 0;
      while (world.circuit().state === 'open') {
        world.run(1);
        seconds++;
      }
      world.observe({ failure: 'server_error' });
      return seconds;
    });
  }

  it('doubles with every reopening, up to five minutes', () => {
    const world = new CircuitWorld();
    world.outage();
    expect(waits(world, 7)).toEqual([30, 60, 120, 240, 300, 300, 300]);
  });

  it('goes on growing when the target fails again soon after it came back', () => {
    const world = new CircuitWorld();
    world.outage();
    world.run(30);
    world.say('healthy');
    world.observe();
    expect(world.circuit().state).toBe('closed');
    world.run(299);
    world.outage();
    expect(waits(world, 1)).toEqual([60]);
  });

  it('is back at its base after five healthy minutes', () => {
    const world = new CircuitWorld();
    world.outage();
    world.run(30);
    world.say('healthy');
    world.observe();
    world.run(301);
    world.outage();
    expect(waits(world, 1)).toEqual([30]);
    expect(world.circuits.get('openai')!.reopenings).toBe(1);
  });

  it('does not take five minutes that were not all healthy for calm', () => {
    const world = new CircuitWorld();
    world.outage();
    world.run(30);
    world.say('healthy');
    world.observe();
    world.run(200);
    world.say('degraded');
    world.run(1);
    world.say('healthy');
    world.run(200);
    world.outage();
    expect(waits(world, 1)).toEqual([60]);
  });
});

describe('target.recovered', () => {
  it('is told once when the circuit has closed and the target is healthy', () => {
    const world = new CircuitWorld();
    world.outage();
    world.run(30);
    world.observe();
    world.say('degraded');
    expect(world.recovered).toEqual([]);
    world.observe();
    world.say('healthy');
    world.observe();
    world.run(10);
    expect(world.recovered).toEqual(['openai']);
  });

  it('waits for the circuit when health is back before it', () => {
    const world = openedByCalls();
    world.observe();
    world.say('healthy');
    expect(world.recovered).toEqual([]);
    world.run(30);
    world.call(1);
    expect(world.recovered).toEqual(['openai']);
  });
});
