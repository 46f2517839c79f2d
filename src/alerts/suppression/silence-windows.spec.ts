import { buildModelTarget, buildProvider, buildTarget } from '../../../test/support/build.ts';
import type { Matcher, Silence } from './silence.ts';
import { SilenceWindows } from './silence-windows.ts';
import { Silences } from './silences.ts';

const NOON = Date.parse('2026-11-22T12:00:00.000Z');
const HOUR_MS = 3_600_000;
const OPENAI = buildProvider({ id: 'openai', tags: ['chat'] });

function matcher(name: string, value: string): Matcher {
  return { name, value, isRegex: false, isEqual: true };
}

function windowsOf(matchers: readonly Matcher[], change: Partial<Silence> = {}): SilenceWindows {
  const silences = new Silences();
  silences.restore([
    {
      id: 'one',
      matchers,
      from: NOON - HOUR_MS,
      until: null,
      recurrence: { weekdays: [], startsAt: '11:30', durationMs: HOUR_MS, timeZone: 'UTC' },
      by: 'kim',
      comment: 'new region',
      createdAt: 0,
      updatedAt: 0,
      ...change,
    },
  ]);
  return new SilenceWindows(silences);
}

describe('planned work on targets', () => {
  it.each([
    ['target', 'openai'],
    ['provider', 'openai'],
    ['tag', 'chat'],
  ])('is what a maintenance window says of a %s', (name, value) => {
    const windows = windowsOf([matcher(name, value)]);
    expect(windows.openFor(buildTarget({ provider: OPENAI }), NOON)).toEqual({
      until: NOON + HOUR_MS / 2,
      comment: 'new region',
    });
    expect(windows.openFor(buildTarget({ settings: { id: 'google' } }), NOON)).toBeNull();
  });

  it('on a provider is work on its models', () => {
    const windows = windowsOf([matcher('provider', 'openai')]);
    expect(windows.openFor(buildModelTarget(OPENAI, 'gpt-5-mini'), NOON)).not.toBeNull();
  });

  it('is none outside its hours, nor once the window was ended', () => {
    const openai = buildTarget({ provider: OPENAI });
    expect(windowsOf([matcher('target', 'openai')]).openFor(openai, NOON + HOUR_MS)).toBeNull();
    expect(windowsOf([matcher('target', 'openai')], { until: NOON }).openFor(openai, NOON)).toBeNull();
  });

  it('is not what somebody merely does not want to hear', () => {
    const openai = buildTarget({ provider: OPENAI });
    expect(windowsOf([matcher('target', 'openai')], { recurrence: null }).openFor(openai, NOON)).toBeNull();
    const ofOneRule = [matcher('target', 'openai'), matcher('rule', 'latency_warning')];
    expect(windowsOf(ofOneRule).openFor(openai, NOON)).toBeNull();
  });
});
