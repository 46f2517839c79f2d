import { alertScenario } from '../../support/alert-timeline.ts';

const UNHEALTHY = '+target_unhealthy:openai';
const OVER = '-target_unhealthy:openai';

describe('flapping', () => {
  const flapping = alertScenario('is one start and one end, however often it changes', { jitter: 0 }).target(
    'openai',
    { intervalMs: 5_000 },
  );
  for (let second = 22; second < 600; second += 10) {
    flapping
      .at(`${second}s`)
      .provider('openai')
      .fails('server_error')
      .at(`${second + 5}s`)
      .provider('openai')
      .heals();
  }
  flapping
    .expectNotifications([
      '45s-60s oncall flapping +flapping:openai',
      '10m-17m oncall all_resolved -flapping:openai',
    ])
    .until('30m');

  const slow = alertScenario(
    'that is too slow for the ring of results is told as such by the fourth time',
  ).target('openai', {});
  for (let n = 0; n < 8; n++) {
    slow
      .at(`${n * 8 + 1}m`)
      .provider('openai')
      .fails('server_error')
      .at(`${n * 8 + 2}m`)
      .provider('openai')
      .heals();
  }
  const times = (n: number) => [
    `${n * 8 + 1}m-${n * 8 + 1}m40s oncall first ${UNHEALTHY}`,
    `${n * 8 + 2}m-${n * 8 + 2}m40s oncall all_resolved ${OVER}`,
  ];
  slow
    .expectNotifications([
      ...[0, 1, 2].flatMap(times),
      `25m-25m40s oncall flapping ${UNHEALTHY}`,
      `72m-73m40s oncall all_resolved ${OVER}`,
    ])
    .until('2h');
});

describe('a cool-down', () => {
  alertScenario('keeps a second outage back that is over soon')
    .target('openai')
    .at('40s')
    .provider('openai')
    .fails('server_error')
    .at('100s')
    .provider('openai')
    .heals()
    .at('160s')
    .provider('openai')
    .fails('server_error')
    .at('220s')
    .provider('openai')
    .heals()
    .expectNotifications([`64s oncall first ${UNHEALTHY}`, `120s-125s oncall all_resolved ${OVER}`])
    .until('20m');

  alertScenario('is over before a second outage that lasts')
    .target('openai')
    .at('40s')
    .provider('openai')
    .fails('server_error')
    .at('100s')
    .provider('openai')
    .heals()
    .at('160s')
    .provider('openai')
    .fails('server_error')
    .expectNotifications([
      `64s oncall first ${UNHEALTHY}`,
      `120s-125s oncall all_resolved ${OVER}`,
      `7m-7m5s oncall suppression_ended ${UNHEALTHY}`,
    ])
    .until('20m');
});
