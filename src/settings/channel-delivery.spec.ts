import { load, problemsOf } from './settings-documents.ts';

describe('how messages reach a channel', () => {
  const channels = (all: Record<string, object>) => ({ alerts: { channels: all } });

  it('is patient for 15 s and has no second channel, unless told so', () => {
    const { settings } = load(
      channels({ a: { kind: 'log' }, b: { kind: 'log', fallback: 'a', timeout_seconds: 5 } }),
    );
    const found = settings.alerts.channels.map(({ id, fallback, timeoutMs }) => [id, fallback, timeoutMs]);
    expect(found).toEqual([
      ['log', null, 15_000],
      ['a', null, 15_000],
      ['b', 'a', 5_000],
    ]);
  });

  it('is patient for no longer than two minutes', () => {
    expect(problemsOf(channels({ a: { kind: 'log', timeout_seconds: 121 } }))).toMatchObject([
      { key: 'alerts.channels.a.timeout_seconds', rule: 'must be a number from 1 to 120' },
    ]);
  });

  it('falls back to a channel that exists, the log included', () => {
    expect(problemsOf(channels({ a: { kind: 'log', fallback: 'log' } }))).toEqual([]);
    expect(problemsOf(channels({ mail: { kind: 'log', fallback: 'mial' } }))).toMatchObject([
      { key: 'alerts.channels.mail.fallback', rule: 'must name a channel that exists', value: '"mial"' },
    ]);
  });

  it('never falls back in a circle', () => {
    const circle = { a: { kind: 'log', fallback: 'b' }, b: { kind: 'log', fallback: 'a' } };
    const outside = { c: { kind: 'log', fallback: 'a' } };
    const problems = problemsOf(channels({ ...circle, ...outside, d: { kind: 'log', fallback: 'd' } }));
    expect(problems.map(({ key, rule }) => [key, rule])).toEqual(
      ['a', 'b', 'd'].map((id) => [
        `alerts.channels.${id}.fallback`,
        'must not lead back to its own channel',
      ]),
    );
  });
});
