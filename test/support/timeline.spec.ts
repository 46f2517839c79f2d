import { discrepancies, type Happening } from './timeline/event-log.ts';
import { millisecondsOf } from './timeline/span.ts';
import { scenario, type Timeline } from './timeline.ts';

function outage(): Timeline {
  return scenario('an outage').target('openai').at('25s').provider('openai').fails('server_error');
}

const EVENTS = ['0.1s healthy', '30.1s degraded server_error', '33.1s unhealthy server_error'];

describe('the timeline', () => {
  it('holds when everything expected happens, and nothing else', async () => {
    await expect(outage().expectEvents('openai', EVENTS).play('1m')).resolves.toBeDefined();
  });

  it.each([
    ['a change that did not come', [...EVENTS, '50s healthy'], 'missing: 50s healthy'],
    ['a change that nobody expected', EVENTS.slice(0, 2), 'unexpected: 33.1s unhealthy'],
    ['any change where none was expected', [], 'unexpected: 0.2s healthy'],
    ['the wrong moment', [...EVENTS.slice(0, 2), '35s unhealthy'], 'missing: 35s unhealthy'],
    [
      'the wrong reason',
      [...EVENTS.slice(0, 2), '33.1s unhealthy timeout'],
      'missing: 33.1s unhealthy timeout',
    ],
  ])('fails for %s', async (_, events, message) => {
    await expect(outage().expectEvents('openai', events).play('1m')).rejects.toThrow(message);
  });

  it('fails for a status that is not the expected one at any moment of a stretch', async () => {
    const story = outage().between('29s', '31s').expectStatus('openai', 'healthy');
    await expect(story.play('1m')).rejects.toThrow('30.1s');
  });

  it('fails for reasons that are missing or unexpected', async () => {
    const story = outage().at('31s').expectReasons('openai');
    await expect(story.play('1m')).rejects.toThrow('server_error');
  });

  it('fails when a listener throws', async () => {
    const story = outage()
      .at('1s')
      .does((world) => {
        world.events.on('status.changed', () => {
          throw new Error('deaf');
        });
      });
    await expect(story.play('1m')).rejects.toThrow('a listener of status.changed failed: Error: deaf');
  });

  it('fails for an expectation after its end', async () => {
    const story = outage().at('2m').expectStatus('openai', 'healthy');
    await expect(story.play('1m')).rejects.toThrow('120.0s is after the end of the story, 1m');
  });
});

describe('a log of changes', () => {
  const change = (atMs: number, from: string, to: string): Happening => ({ atMs, from, to, reason: '' });

  it('is wrong where a change is told twice, or does not follow the one before', () => {
    const log = [change(1_000, 'healthy', 'healthy'), change(2_000, 'unhealthy', 'degraded')];
    expect(discrepancies(log, ['1s healthy', '2s degraded'])).toEqual([
      'duplicate: 1.0s healthy (was healthy)',
      'does not follow: 2.0s degraded (was unhealthy)',
    ]);
  });

  it('is right within a stretch, and within one turn of a moment', () => {
    const log = [change(1_100, 'unknown', 'healthy'), change(5_000, 'healthy', 'degraded')];
    expect(discrepancies(log, ['1s healthy', '4s-6s degraded'])).toEqual([]);
  });
});

it.each([
  ['40s', 40_000],
  ['1.5s', 1_500],
  ['1m30s', 90_000],
  ['1h', 3_600_000],
  ['250ms', 250],
])('%s is a span of time', (span, ms) => {
  expect(millisecondsOf(span)).toBe(ms);
});

it.each(['', '40', 's', '4 s', '-1s'])('"%s" is none', (span) => {
  expect(() => millisecondsOf(span)).toThrow('is no time');
});
