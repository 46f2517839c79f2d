import { CircuitWorld } from '../../test/support/circuit-world.ts';

/** What a new process makes of the old one's snapshot, written to disk and read again. */
function restarted(world: CircuitWorld, afterMs: number): CircuitWorld {
  const saved = JSON.parse(JSON.stringify(world.circuits.snapshot())) as unknown[];
  const next = new CircuitWorld();
  next.clock.advance(world.clock.now() - next.clock.now() + afterMs);
  next.circuits.restore(saved);
  return next;
}

describe('circuits after a restart', () => {
  it('are open for the rest of their wait, and for twice as long the next time', () => {
    const world = new CircuitWorld();
    world.outage();
    world.run(10);
    const next = restarted(world, 5_000);
    expect(next.circuit()).toEqual(world.circuit());
    next.run(14);
    expect(next.circuit().state).toBe('open');
    next.run(1);
    expect(next.circuit().state).toBe('half_open');
    next.observe({ failure: 'timeout' });
    expect(next.circuit().retryAt).toBe(next.clock.now() + 60_000);
  });

  it('still ask for evidence as deep as what opened them', () => {
    const world = new CircuitWorld();
    world.call(5, { failure: 'server_error' });
    const next = restarted(world, 60_000);
    next.run(1);
    next.observe();
    expect(next.circuit().state).toBe('half_open');
    next.call(1);
    expect(next.circuit().state).toBe('closed');
  });

  it('that were half open try again at once', () => {
    const world = new CircuitWorld();
    world.outage();
    world.run(30);
    const next = restarted(world, 1_000);
    next.run(1);
    expect(next.circuit().state).toBe('half_open');
    expect(next.probes).toEqual(['openai']);
  });

  it('stay forced until the time that was set', () => {
    const world = new CircuitWorld();
    world.circuits.force('openai', 'closed', { reason: 'needed', forMs: 60_000 });
    const next = restarted(world, 50_000);
    expect(next.circuit()).toMatchObject({ state: 'closed', forced: true, reason: 'needed' });
    next.run(10);
    expect(next.circuit().forced).toBe(false);
  });

  it('are not locked out by a wall clock that was set back', () => {
    const world = new CircuitWorld();
    world.outage();
    const next = restarted(world, -86_400_000);
    next.run(300);
    expect(next.circuit().state).toBe('half_open');
  });

  it('keep how far the wait had grown when they were closed', () => {
    const world = new CircuitWorld();
    world.outage();
    world.run(30);
    world.observe();
    world.say('healthy');
    const next = restarted(world, 1_000);
    next.outage();
    expect(next.circuit().retryAt).toBe(next.clock.now() + 60_000);
  });

  it('are saved only where there is something to say', () => {
    expect(new CircuitWorld().circuits.snapshot()).toEqual([]);
  });

  it('leave out what is not readable, and targets that are gone', () => {
    const world = new CircuitWorld();
    world.outage();
    const [saved] = world.circuits.snapshot();
    const next = new CircuitWorld();
    next.circuits.restore([{ targetId: 'openai', state: 'ajar' }, { ...saved, targetId: 'mistral' }, null]);
    expect(next.circuit().state).toBe('closed');
    expect(next.log.messages).toEqual(['saved circuit is not readable', 'saved circuit is not readable']);
  });
});
