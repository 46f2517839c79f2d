import { CircuitWorld, providers } from '../../test/support/circuit-world.ts';
import { BreakerFactory, CircuitBreaker, CircuitOpenError } from './circuit-breaker.ts';
import type { CircuitPosition } from './circuit.ts';

/** Breakers of which one target's can be broken. */
class FragileBreakers extends BreakerFactory {
  broken: string | null = null;
  readonly made: string[] = [];
  readonly disposed: string[] = [];

  create(targetId: string): CircuitBreaker {
    this.made.push(targetId);
    return new FragileBreaker(targetId, this);
  }

  tick(): void {}
}

class FragileBreaker extends CircuitBreaker {
  state: CircuitPosition = 'closed';
  readonly #id: string;
  readonly #all: FragileBreakers;

  constructor(id: string, all: FragileBreakers) {
    super();
    this.#id = id;
    this.#all = all;
  }

  open(): void {
    this.#become('open');
  }

  halfOpen(): void {
    this.#become('half_open');
  }

  close(): void {
    this.#become('closed');
  }

  fire<T>(call: () => Promise<T>): Promise<T> {
    return call();
  }

  dispose(): void {
    this.#all.disposed.push(this.#id);
  }

  #become(state: CircuitPosition): void {
    if (this.#all.broken === this.#id) throw new Error('breaker is broken');
    this.state = state;
  }
}

function fragileWorld(): { world: CircuitWorld; factory: FragileBreakers } {
  const factory = new FragileBreakers();
  return { factory, world: new CircuitWorld({ factory, targets: providers(4) }) };
}

describe('a breaker that fails', () => {
  it('is logged once, and the circuit decides and is shown all the same', () => {
    const { world, factory } = fragileWorld();
    factory.broken = 'openai';
    world.outage();
    world.run(10);
    expect(world.circuit().state).toBe('open');
    expect(world.log.messages).toEqual(['breaker failed to follow its circuit']);
  });

  it('does not stop the others', () => {
    const { world, factory } = fragileWorld();
    factory.broken = 'openai';
    world.outage('openai');
    world.outage('anthropic');
    world.run(30);
    expect(world.circuit('anthropic').state).toBe('half_open');
    expect(world.probes).toEqual(['openai', 'anthropic']);
  });

  it('follows again once it can, and is logged anew when it fails anew', () => {
    const { world, factory } = fragileWorld();
    factory.broken = 'openai';
    world.outage();
    factory.broken = null;
    world.run(1);
    factory.broken = 'openai';
    world.run(29);
    expect(world.circuit().state).toBe('half_open');
    expect(world.log.messages.length).toBe(2);
  });

  it('leaves it to the circuit whether a call is made', async () => {
    const { world, factory } = fragileWorld();
    factory.broken = 'openai';
    world.outage();
    await expect(world.circuits.fire('openai', async () => 'answer')).rejects.toThrow(CircuitOpenError);
    world.circuits.reset('openai', 'fixed');
    await expect(world.circuits.fire('openai', async () => 'answer')).resolves.toBe('answer');
  });

  it('whose probe cannot be asked for does not stop the tick', () => {
    const { world } = fragileWorld();
    world.circuits.onProbeWanted((id) => {
      if (id === 'openai') throw new Error('the scheduler is gone');
      world.probes.push(id);
    });
    world.outage('openai');
    world.outage('anthropic');
    world.run(30);
    expect(world.probes).toEqual(['anthropic']);
    expect(world.log.messages).toEqual(['circuit tick failed']);
  });
});

describe('breakers', () => {
  it('are made when they are first needed', async () => {
    const { world, factory } = fragileWorld();
    world.call(20);
    world.run(10);
    expect(factory.made).toEqual([]);
    world.outage('openai');
    await world.circuits.fire('anthropic', async () => 'answer');
    expect(factory.made).toEqual(['openai', 'anthropic']);
  });

  it('end with their target, and a target that comes back begins anew', () => {
    const { world, factory } = fragileWorld();
    world.outage();
    world.registry.watch(providers(4).slice(1));
    expect(factory.disposed).toEqual(['openai']);
    expect(world.circuits.get('openai')).toBeNull();
    expect(world.circuits.list().map(({ id }) => id)).toEqual(['anthropic', 'google', 'deepseek']);
    world.registry.watch(providers(4));
    expect(world.circuit().state).toBe('closed');
    expect(world.circuits.get('openai')).toMatchObject({ reopenings: 0, circuit: { state: 'closed' } });
  });

  it('hear nothing after they are disposed of', () => {
    const { world, factory } = fragileWorld();
    world.outage();
    world.circuits.dispose();
    world.outage('anthropic');
    expect(world.circuit('anthropic').state).toBe('closed');
    expect(factory.disposed).toEqual(['openai']);
  });

  it('follow settings that changed', () => {
    const { world } = fragileWorld();
    world.registry.watch(providers(4, { consecutiveFailures: 2 }));
    world.call(2, { failure: 'timeout' });
    expect(world.circuit().state).toBe('open');
  });

  it('refuse guarded calls while open, and let them through when closed again', async () => {
    const world = new CircuitWorld();
    await expect(world.circuits.fire('openai', async () => 'answer')).resolves.toBe('answer');
    world.outage();
    await expect(world.circuits.fire('openai', async () => 'answer')).rejects.toThrow(CircuitOpenError);
    world.observe();
    world.say('healthy');
    await expect(world.circuits.fire('openai', async () => 'answer')).resolves.toBe('answer');
  });

  it('know no target that nobody watches', async () => {
    const { world } = fragileWorld();
    await expect(world.circuits.fire('mistral', async () => 'answer')).rejects.toThrow(
      'no target is called mistral',
    );
  });
});
