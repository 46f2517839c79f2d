import { FakeBreakerLog, providers } from '../../test/support/circuit-world.ts';
import { type Answer, VirtualWorld } from '../../test/support/virtual-world.ts';
import { CircuitBreakers } from './circuit-breakers.ts';
import { OpossumBreakers } from './opossum-breaker.ts';

const WORKS: Answer = { failure: null, latencyMs: 100 };
const FAILS: Answer = { failure: 'server_error', latencyMs: 50 };

/** The real monitoring in virtual time, with the circuits on it as the monitor puts them there. */
function watched(answer: (id: string, elapsedMs: number) => Answer) {
  const world = new VirtualWorld({
    targets: providers(2),
    answer: (target, atMs) => answer(target.id, atMs - 1_000_000),
  });
  const circuits = new CircuitBreakers(
    world.registry,
    world.clock,
    new OpossumBreakers(),
    new FakeBreakerLog(),
  );
  circuits.onProbeWanted((id) => world.monitor.requestProbe(id));
  const story: string[] = [];
  const tell = (what: string): number => story.push(`${Math.round(world.elapsedMs / 1_000)} ${what}`);
  world.events.on('circuit.changed', ({ state, to }) => tell(`${state.target.id} ${to.state}`));
  world.events.on('target.recovered', ({ state }) => tell(`${state.target.id} recovered`));
  const runTo = async (seconds: number): Promise<void> => {
    while (world.elapsedMs < seconds * 1_000) {
      await world.runTo(world.elapsedMs + 1_000);
      circuits.tick();
    }
    expect(world.listenerErrors).toEqual([]);
  };
  return { world, circuits, story, runTo };
}

describe('a circuit on the real pipeline', () => {
  it('opens with the outage, is tried by a probe, and closes with the recovery', async () => {
    const { story, runTo } = watched((id, ms) =>
      id === 'openai' && ms >= 40_000 && ms < 130_000 ? FAILS : WORKS,
    );
    await runTo(300);
    expect(story).toEqual([
      '63 openai open',
      '94 openai half_open',
      '94 openai open',
      '151 openai closed',
      '151 openai recovered',
    ]);
  });

  it('asks the probe by itself when the time has come, not at the next interval', async () => {
    const { story, runTo } = watched((id, ms) =>
      id === 'openai' && ms >= 40_000 && ms < 92_500 ? FAILS : WORKS,
    );
    await runTo(110);
    expect(story.slice(0, 3)).toEqual(['63 openai open', '94 openai half_open', '94 openai closed']);
  });

  it('opened by calls, lets a trickle through while the list is green, and closes with a call', async () => {
    const { world, circuits, story, runTo } = watched(() => WORKS);
    await runTo(35);
    for (let i = 0; i < 5; i++)
      world.report({ source: 'traffic', depth: 'traffic', failure: 'server_error' });
    await runTo(120);
    expect(story).toEqual(['35 openai open', '65 openai half_open']);
    expect(world.state('openai').isUsable).toBe(true);
    await circuits.fire('openai', async () => world.report({ source: 'guard', depth: 'guard' }));
    expect(story.at(-1)).toBe('120 openai closed');
  });
});
