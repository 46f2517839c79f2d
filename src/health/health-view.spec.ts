import { buildModelTarget, buildObservation, buildProvider, buildTarget } from '../../test/support/build.ts';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { registryOf } from '../../test/support/watched-targets.ts';
import { CLOSED_CIRCUIT } from './circuit-state.ts';
import type { HealthRegistry } from './health-registry.ts';
import { HealthView } from './health-view.ts';
import type { Status, Verdict } from './status.ts';

const verdictOf = (status: Status): Verdict => ({
  status,
  reasons: status === 'healthy' ? [] : [{ code: 'server_error', message: '503 from GET /v1/models' }],
  blame: status === 'healthy' ? null : 'provider',
});

describe('the health that an application reads', () => {
  const provider = buildProvider({ models: ['gpt-5-mini'] });
  let clock: FakeClock;
  let registry: HealthRegistry;
  let health: HealthView;

  beforeEach(() => {
    clock = new FakeClock();
    registry = registryOf([buildTarget({ provider }), buildModelTarget(provider, 'gpt-5-mini')], clock);
    health = new HealthView(registry);
  });

  const show = (status: Status): void =>
    registry.publishVerdict(registry.get('openai')!, verdictOf(status), null);

  it('names every target, and nobody else', () => {
    expect(health.all().map(({ id, providerId, model }) => [id, providerId, model])).toEqual([
      ['openai', 'openai', null],
      ['openai/gpt-5-mini', 'openai', 'gpt-5-mini'],
    ]);
    expect(health.get('nobody')).toBeUndefined();
    expect(health.isUsable('nobody')).toBe(false);
  });

  it('is a value, which stays as it was', () => {
    clock.advance(1_000);
    show('unhealthy');
    const before = health.get('openai')!;
    clock.advance(1_000);
    registry.publishObservation(registry.get('openai')!, buildObservation({ at: clock.now() }), true);
    show('healthy');
    expect(before).toMatchObject({
      status: 'unhealthy',
      blame: 'provider',
      since: clock.now() - 1_000,
      isUsable: false,
      lastCheckAt: null,
      lastSuccessAt: null,
    });
    expect(health.get('openai')).toMatchObject({
      status: 'healthy',
      reasons: [],
      since: clock.now(),
      isUsable: true,
      lastCheckAt: clock.now(),
      lastSuccessAt: clock.now(),
    });
    expect(() => Object.assign(before, { status: 'healthy' })).toThrow(TypeError);
  });

  it('is usable unless the circuit is open', () => {
    show('healthy');
    expect(health.isUsable('openai')).toBe(true);
    registry.publishCircuit(registry.get('openai')!, { ...CLOSED_CIRCUIT, state: 'open', openedAt: 1 });
    expect(health.isUsable('openai')).toBe(false);
  });

  it('tells of changes with the target as it was then, until nobody listens', () => {
    const heard: string[] = [];
    const ends = [
      health.on('status.changed', ({ target, from, to }) =>
        heard.push(`${target.id} ${from.status} > ${to.status} ${target.status}`),
      ),
      health.on('circuit.changed', ({ target, to }) => heard.push(`${target.id} circuit ${to.state}`)),
      health.on('target.recovered', ({ target, unusableForMs }) =>
        heard.push(`${target.id} back after ${unusableForMs} ms, ${target.status}`),
      ),
    ];
    show('unhealthy');
    registry.publishCircuit(registry.get('openai')!, { ...CLOSED_CIRCUIT, state: 'open', openedAt: 1 });
    clock.advance(5_000);
    registry.publishCircuit(registry.get('openai')!, CLOSED_CIRCUIT);
    show('healthy');
    expect(heard).toEqual([
      'openai unknown > unhealthy unhealthy',
      'openai circuit open',
      'openai circuit closed',
      'openai unhealthy > healthy healthy',
      'openai back after 5000 ms, healthy',
    ]);
    for (const end of ends) end();
    show('degraded');
    expect(heard).toHaveLength(5);
  });
});
