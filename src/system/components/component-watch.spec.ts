import { Test } from '@nestjs/testing';
import { HealthCheckService, HealthIndicatorService, TerminusModule } from '@nestjs/terminus';
import { FakeClock } from '../../../test/support/fake-clock.ts';
import { FakeComponent } from '../../../test/support/fake-component.ts';
import type { AttemptOptions } from './attempts.ts';
import { type ComponentState, overallStatus, reading } from './component.ts';
import { ComponentWatch } from './component-watch.ts';
import { TerminusRun } from './terminus-run.ts';

const never = (): Promise<never> => new Promise(() => {});

async function terminusRun(): Promise<TerminusRun> {
  const module = await Test.createTestingModule({
    imports: [TerminusModule.forRoot({ logger: false })],
  }).compile();
  return new TerminusRun(module.get(HealthCheckService), module.get(HealthIndicatorService));
}

describe('components as they were last seen', () => {
  const waits: number[] = [];
  const errors: unknown[] = [];
  let terminus: TerminusRun;
  let clock: FakeClock;

  beforeAll(async () => {
    terminus = await terminusRun();
  });

  beforeEach(() => {
    clock = new FakeClock();
    waits.length = 0;
    errors.length = 0;
  });

  function watch(
    components: readonly FakeComponent[],
    options: Partial<AttemptOptions> = {},
  ): ComponentWatch {
    const wait = async (ms: number): Promise<void> => void waits.push(ms);
    const complete = { timeoutMs: 1_000, retries: 0, wait, ...options };
    return new ComponentWatch(components, {
      terminus,
      clock,
      optionsOf: () => complete,
      onListenerError: (error) => errors.push(error),
    });
  }

  const seen = ({ states }: ComponentWatch) =>
    states.map(({ name, status, message }) => [name, status, message]);

  it('are unknown before anybody has looked', () => {
    expect(watch([new FakeComponent('disk')]).states).toEqual([
      {
        name: 'disk',
        isCritical: false,
        status: 'unknown',
        message: 'not checked yet',
        metadata: {},
        latencyMs: null,
        checkedAt: null,
      },
    ]);
  });

  it.each(['healthy', 'degraded', 'unhealthy', 'unknown'] as const)(
    'come through Terminus as %s',
    async (status) => {
      const component = new FakeComponent('disk');
      component.behave = async () => reading(status, `it is ${status}`, { free_gb: 3 });
      const watched = watch([component]);
      await watched.refresh();
      expect(watched.states).toEqual([
        expect.objectContaining({ status, message: `it is ${status}`, metadata: { free_gb: 3 } }),
      ]);
      expect(watched.states[0]!.checkedAt).toBe(clock.now());
    },
  );

  it('are looked at apart: one that fails or hangs leaves the others as they are', async () => {
    const [fine, failing, hanging] = ['fine', 'failing', 'hanging'].map((name) => new FakeComponent(name));
    failing!.behave = async () => {
      throw new Error('no such host');
    };
    hanging!.behave = never;
    const watched = watch([fine!, failing!, hanging!], { timeoutMs: 20 });
    await watched.refresh();
    expect(seen(watched)).toEqual([
      ['fine', 'healthy', null],
      ['failing', 'unhealthy', 'no such host'],
      ['hanging', 'unhealthy', 'no answer within 20 ms'],
    ]);
  });

  it('are told by a signal that their time is over', async () => {
    const component = new FakeComponent('slow');
    let seenSignal: AbortSignal | null = null;
    component.behave = (signal) => {
      seenSignal = signal;
      return never();
    };
    await watch([component], { timeoutMs: 5 }).refresh();
    expect(seenSignal!.aborted).toBe(true);
  });

  it('are looked at again, after waits that double, before they count as unhealthy', async () => {
    const component = new FakeComponent('store');
    let failures = 2;
    component.behave = async () => (failures-- > 0 ? reading('unhealthy', 'busy') : reading('healthy'));
    const watched = watch([component], { retries: 3 });
    await watched.refresh();
    expect(seen(watched)).toEqual([['store', 'healthy', null]]);
    expect(waits).toEqual([100, 200]);
  });

  it('are not looked at a second time while a look still hangs', async () => {
    const component = new FakeComponent('stuck');
    component.behave = never;
    const watched = watch([component], { timeoutMs: 5 });
    await watched.refresh();
    await watched.refresh();
    expect(component.count).toBe(1);
    expect(seen(watched)).toEqual([['stuck', 'unhealthy', 'its last check has not ended yet']]);
  });

  it('that fail at once are looked at the next time all the same', async () => {
    const component = new FakeComponent('store');
    component.behave = () => {
      throw new Error('at once');
    };
    const watched = watch([component]);
    await watched.refresh();
    component.behave = async () => reading('healthy');
    await watched.refresh();
    expect(seen(watched)).toEqual([['store', 'healthy', null]]);
  });

  it('recover with the first look that finds them well', async () => {
    const component = new FakeComponent('store', true);
    component.behave = async () => reading('unhealthy', 'away');
    const watched = watch([component]);
    await watched.refresh();
    component.behave = async () => reading('healthy');
    await watched.refresh();
    expect(seen(watched)).toEqual([['store', 'healthy', null]]);
  });

  it('are told to those who listen, with how they were before, and a listener that fails harms nobody', async () => {
    const component = new FakeComponent('store');
    const watched = watch([component]);
    const heard: string[] = [];
    watched.onChecked(() => {
      throw new Error('deaf');
    });
    watched.onChecked((state, before) => heard.push(`${before.status} > ${state.status}`));
    await watched.refresh();
    component.behave = async () => reading('degraded');
    await watched.refresh();
    expect(heard).toEqual(['unknown > healthy', 'healthy > degraded']);
    expect(errors).toHaveLength(2);
  });
});

describe('the whole', () => {
  const state = (status: ComponentState['status'], isCritical = false): ComponentState => ({
    name: 'x',
    message: null,
    metadata: {},
    latencyMs: 1,
    checkedAt: 1,
    status,
    isCritical,
  });

  it.each([
    [[state('healthy'), state('healthy', true)], 'healthy'],
    [[state('healthy'), state('unknown', true)], 'healthy'],
    [[state('degraded', true)], 'degraded'],
    [[state('unhealthy'), state('healthy', true)], 'degraded'],
    [[state('unhealthy', true), state('healthy')], 'unhealthy'],
    [[], 'healthy'],
  ] as const)('of %j is %s', (states, status) => {
    expect(overallStatus(states)).toBe(status);
  });
});
