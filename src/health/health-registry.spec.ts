import { buildModelTarget, buildObservation, buildProvider, buildTarget } from '../../test/support/build.ts';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { registryOf } from '../../test/support/watched-targets.ts';
import type { CircuitState } from './circuit-state.ts';
import { CLOSED_CIRCUIT } from './circuit-state.ts';
import type { HealthRegistry } from './health-registry.ts';
import type { Status, Verdict } from './status.ts';

const OPEN: CircuitState = { ...CLOSED_CIRCUIT, state: 'open', openedAt: 1, reason: 'unhealthy' };

function verdictOf(status: Status, message = 'because'): Verdict {
  const reasons = status === 'healthy' ? [] : [{ code: 'server_error' as const, message }];
  return { status, reasons, blame: null };
}

function watching() {
  const clock = new FakeClock();
  const registry = registryOf([buildTarget()], clock);
  const heard: string[] = [];
  registry.events.on('status.changed', ({ from, to }) => heard.push(`${from.status} > ${to.status}`));
  registry.events.on('circuit.changed', ({ from, to }) => heard.push(`circuit ${from.state} > ${to.state}`));
  registry.events.on('target.recovered', ({ unusableForMs }) =>
    heard.push(`recovered after ${unusableForMs}`),
  );
  const show = (status: Status): void =>
    registry.publishVerdict(registry.get('openai')!, verdictOf(status), null);
  return { clock, registry, heard, show, state: registry.get('openai')! };
}

describe('status changes', () => {
  it('are told once, with since at their moment', () => {
    const { clock, heard, show, state } = watching();
    clock.advance(5_000);
    show('healthy');
    show('healthy');
    expect(heard).toEqual(['unknown > healthy']);
    expect(state.since).toBe(clock.now());
  });

  it('are not told when only the reasons differ, which are shown all the same', () => {
    const { registry, heard, show, state } = watching();
    show('degraded');
    const { since } = state;
    const before = registry.revision;
    registry.publishVerdict(state, verdictOf('degraded', 'something else'), null);
    expect(heard).toEqual(['unknown > degraded']);
    expect(state.verdict.reasons[0]!.message).toBe('something else');
    expect(state.since).toBe(since);
    expect(registry.revision).toBeGreaterThan(before);
  });
});

describe('recovery', () => {
  it('is told once, when the target is healthy after it was unhealthy', () => {
    const { clock, heard, show } = watching();
    show('unhealthy');
    clock.advance(4_000);
    show('degraded');
    clock.advance(1_000);
    show('healthy');
    show('degraded');
    show('healthy');
    expect(heard.filter((each) => each.startsWith('recovered'))).toEqual(['recovered after 5000']);
  });

  it('waits for the circuit to close', () => {
    const { clock, registry, heard, show, state } = watching();
    show('healthy');
    registry.publishCircuit(state, OPEN);
    clock.advance(1_000);
    show('unhealthy');
    show('healthy');
    clock.advance(1_000);
    registry.publishCircuit(state, { ...OPEN, state: 'half_open' });
    expect(heard).not.toContain('recovered after 2000');
    registry.publishCircuit(state, CLOSED_CIRCUIT);
    expect(heard.slice(-2)).toEqual(['circuit half_open > closed', 'recovered after 2000']);
  });

  it('is not claimed of a target that was merely degraded', () => {
    const { heard, show } = watching();
    for (const status of ['healthy', 'degraded', 'healthy'] as const) show(status);
    expect(heard.filter((each) => each.startsWith('recovered'))).toEqual([]);
  });

  it('is not claimed of a target that was merely disabled', () => {
    const { registry, heard, show } = watching();
    show('healthy');
    registry.watch([buildTarget({ settings: { enabled: false } })]);
    show('unknown');
    registry.watch([buildTarget()]);
    show('healthy');
    expect(heard.filter((each) => each.startsWith('recovered'))).toEqual([]);
  });
});

describe('what is watched', () => {
  const provider = buildProvider({ models: ['gpt-5'] });
  const openai = buildTarget({ provider });
  const google = buildTarget({ settings: { id: 'google' } });

  function changes(registry: HealthRegistry): string[] {
    const heard: string[] = [];
    for (const name of ['target.added', 'target.removed', 'target.updated'] as const) {
      registry.events.on(name, ({ state }) => void heard.push(`${name} ${state.target.id}`));
    }
    return heard;
  }

  it('keeps the state of those that stay, and tells who came and went', () => {
    const registry = registryOf([openai, google]);
    const kept = registry.get('google');
    const heard = changes(registry);
    registry.watch([google, buildTarget({ settings: { id: 'qwen' } })]);
    expect([...registry.all()].map(({ target }) => target.id)).toEqual(['google', 'qwen']);
    expect(registry.get('google')).toBe(kept);
    expect(heard).toEqual(['target.removed openai', 'target.added qwen']);
  });

  it('is whole again before anybody hears of a change', () => {
    const registry = registryOf([openai, google]);
    const seen: number[] = [];
    registry.events.on('target.updated', () => void seen.push(registry.size));
    registry.watch([buildTarget({ settings: { models: ['gpt-5'], intervalMs: 5_000 } }), google]);
    expect(seen).toEqual([2]);
  });

  it('knows the models of a provider, as long as they are watched', () => {
    const model = buildModelTarget(provider, 'gpt-5');
    const registry = registryOf([openai, model, google]);
    expect(registry.modelsOf('openai').map(({ target }) => target)).toEqual([model]);
    registry.watch([openai, google]);
    expect(registry.modelsOf('openai')).toEqual([]);
  });
});

describe('what is shown of observations', () => {
  it('is the newest check, and the newest failures also of calls', () => {
    const { registry, state } = watching();
    const check = buildObservation({ atMonotonicMs: 1_010_000 });
    const older = buildObservation({ atMonotonicMs: 1_005_000 });
    const call = buildObservation({ failure: 'timeout', source: 'traffic', depth: 'traffic' });
    for (const observation of [check, older, call]) {
      registry.publishObservation(state, observation, observation !== older);
    }
    expect(state.lastCheck).toBe(check);
    expect(state.lastSuccessAt).toBe(check.at);
    expect(state.recentFailures.newestFirst()).toEqual([call]);
  });

  it('is not a rate limit of before', () => {
    const { registry, state } = watching();
    const limit = (remainingRequests: number) => ({
      remainingRequests,
      limitRequests: 100,
      remainingTokens: null,
      limitTokens: null,
      resetsAt: null,
    });
    registry.publishObservation(state, buildObservation({ rateLimit: limit(5) }), true);
    registry.publishObservation(state, buildObservation({ rateLimit: limit(90) }), false);
    expect(state.rateLimit).toEqual(limit(5));
  });
});
