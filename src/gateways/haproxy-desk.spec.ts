import { RoutingWorld } from '../../test/support/routing-world.ts';
import { GatewayAdvice } from './gateway-advice.ts';
import { HaproxyDesk } from './haproxy-desk.ts';

const GATEWAYS = {
  addresses: {},
  haproxyAgent: { host: '127.0.0.1', port: null, ports: {}, allow: [], timeoutMs: 1, maxConnections: 1 },
};

describe('what HAProxy is told', () => {
  const unknown: string[] = [];
  let world: RoutingWorld;
  let desk: HaproxyDesk;

  beforeEach(async () => {
    unknown.length = 0;
    world = new RoutingWorld({
      providers: { openai: { models: ['gpt-5-mini'] }, anthropic: { weight: 0.5 }, google: {} },
      pools: {
        chat: { targets: ['openai', 'anthropic'] },
        first: { targets: ['google', 'openai'], strategy: 'priority' },
      },
      routing: { slow_start_seconds: 0 },
    });
    const advice = new GatewayAdvice(world.board, () => GATEWAYS, 'test');
    desk = new HaproxyDesk(
      advice,
      () => world.world.clock.monotonicMs(),
      (name) => unknown.push(name),
    );
    await world.runTo(120);
  });

  it('is the share against the best of the pool, as a percentage', () => {
    expect(desk.answer('chat/openai')).toBe('up 100%');
    expect(desk.answer('chat/anthropic')).toBe('up 50%');
  });

  it('is of the first pool of the settings that has the target, where none is named', () => {
    expect(desk.answer('anthropic')).toBe('up 50%');
    expect(desk.answer('google')).toBe('up 100%');
    expect(desk.answer('default/google')).toBe('up 100%');
    expect(desk.answer('openai/gpt-5-mini')).toMatch(/^up \d+%$/);
    expect(unknown).toEqual([]);
  });

  it('is no share for who only stands by', () => {
    expect(desk.answer('first/google')).toBe('up 100%');
    expect(desk.answer('first/openai')).toBe('up 0%');
  });

  it('is down, with the reason, for who is ill', () => {
    world.circuits.force('openai', 'open', { reason: 'drill', forMs: 60_000 });
    world.keeper.restructure();
    world.settle();
    expect(desk.answer('chat/openai')).toBe('down #circuit_open');
  });

  it('is a drain for who was taken out, and ready again for a while after it', async () => {
    const { target } = world.world.registry.get('openai')!;
    world.maintenance.open.set(target.id, { until: null, comment: 'x' });
    world.keeper.restructure();
    world.settle();
    expect(desk.answer('chat/openai')).toBe('drain #maintenance');
    expect(desk.answer('chat/anthropic')).toBe('up 100%');
    world.maintenance.open.clear();
    world.keeper.restructure();
    world.settle();
    await world.runTo(150);
    expect(desk.answer('chat/openai')).toBe('up 100% ready');
    await world.runTo(200);
    expect(desk.answer('chat/openai')).toBe('up 100%');
  });

  it('is said to be ready after a start, which may have followed a drain', () => {
    const fresh = new HaproxyDesk(
      new GatewayAdvice(world.board, () => GATEWAYS, 'test'),
      () => world.world.clock.monotonicMs(),
      () => undefined,
    );
    expect(fresh.answer('chat/openai')).toBe('up 100% ready');
  });

  it.each(['', 'opnai', 'chat/google', 'nobody/openai', 'constructor', '__proto__', 'x'.repeat(500)])(
    'keeps the traffic of %j, whom there is not, and says so once',
    (name) => {
      expect(desk.answer(name)).toBe('up 100%');
      expect(desk.answer(name)).toBe('up 100%');
      expect(unknown).toEqual([name.slice(0, 100)]);
    },
  );

  it('remembers no more unknown names than are of use', () => {
    for (let i = 0; i < 500; i++) desk.answer(`nobody-${i}`);
    expect(unknown).toHaveLength(100);
  });
});
