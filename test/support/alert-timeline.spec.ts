import { alertScenario } from './alert-timeline.ts';
import { discrepancies, type Told } from '../../src/alerts/rehearsal/notification-log.ts';

const outage = () =>
  alertScenario('an outage').target('openai').at('40s').provider('openai').fails('server_error');

describe('a story with alerts', () => {
  it('holds when everything expected is told, and nothing else', async () => {
    const story = outage().expectNotifications(['64s oncall first +target_unhealthy:openai']);
    await expect(story.play('2m')).resolves.toBeDefined();
  });

  it.each([
    [
      'a message that did not come',
      ['64s oncall first +target_unhealthy:openai', '90s oncall reminder +x:y'],
      'missing: 90s oncall reminder',
    ],
    ['a message that nobody expected', [], 'unexpected: 64.0s oncall first +target_unhealthy:openai'],
    ['another reason', ['64s oncall reminder +target_unhealthy:openai'], 'missing: 64s'],
    ['another moment', ['50s oncall first +target_unhealthy:openai'], 'missing: 50s'],
    ['another channel', ['64s boss first +target_unhealthy:openai'], 'missing: 64s boss'],
    ['another alert', ['64s oncall first +stale:openai'], 'missing: 64s'],
  ])('fails for %s', async (_, messages, fault) => {
    await expect(outage().expectNotifications(messages).play('2m')).rejects.toThrow(fault);
  });

  it('fails when it says nothing of what is told', async () => {
    await expect(
      outage()
        .play('30s')
        .catch(() => outage().play('2m')),
    ).rejects.toThrow('says what is told');
  });
});

it('a message that comes twice answers one expectation', () => {
  const told: Told = { atMs: 1_000, channelId: 'c', reason: 'first', what: '+a:b', text: 'it' };
  expect(discrepancies([told, told], ['1s c first +a:b'])).toEqual(['unexpected: it']);
});
