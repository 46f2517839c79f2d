import { alertScenario } from '../../support/alert-timeline.ts';

const UNHEALTHY = '+target_unhealthy:openai';
const OVER = '-target_unhealthy:openai';

/** A warning that must last for two minutes, told 10 s later; over at 10 min. */
function warning(title: string) {
  return alertScenario(title)
    .alerts({ rules: { quota_exhausted: { for_seconds: 120, keep_firing_for_seconds: 60 } } })
    .target('openai')
    .at('40s')
    .provider('openai')
    .fails('quota_exhausted')
    .at('10m')
    .provider('openai')
    .heals();
}
const WARNED = [
  '60s-200s oncall first +quota_exhausted:openai',
  '10m-12m oncall all_resolved -quota_exhausted:openai',
];

describe('a restart', () => {
  warning('while an alert is pending lets it ripen in its own time')
    .at('2m')
    .expectAlert('quota_exhausted', 'openai', { state: 'pending' })
    .restarts()
    .expectAlert('quota_exhausted', 'openai', { state: 'pending' })
    .expectNotifications(WARNED)
    .until('20m');

  warning('while its group waits loses no message and makes no second one')
    .at('3m6s')
    .expectAlert('quota_exhausted', 'openai', {
      state: 'firing',
      suppressions: [{ code: 'group_wait' }] as never,
    })
    .restarts()
    .expectNotifications(WARNED)
    .until('20m');

  warning('while it is firing tells nobody again')
    .at('5m')
    .restarts()
    .at('6m')
    .restarts()
    .expectNotifications(WARNED)
    .until('20m');

  warning('while it is kept firing ends it in its own time')
    .at('10m40s')
    .restarts()
    .expectNotifications(WARNED)
    .until('20m');

  warning('after its end tells it no second time')
    .at('13m')
    .restarts()
    .expectNotifications(WARNED)
    .until('20m');

  const outage = (title: string) =>
    alertScenario(title).target('openai').at('40s').provider('openai').fails('server_error');

  outage('while it is acknowledged keeps that')
    .at('2m')
    .acknowledges('target_unhealthy', 'openai')
    .at('3m')
    .restarts()
    .at('5h')
    .expectAlert('target_unhealthy', 'openai', { acknowledged: { by: 'kim' } as never })
    .expectNotifications([`64s oncall first ${UNHEALTHY}`, `2m-2m2s oncall acknowledged ${UNHEALTHY}`])
    .until('5h1s');

  outage('keeps silences, and the end that they hold back')
    .at('2m')
    .silences('s', { target: 'openai' })
    .at('3m')
    .restarts()
    .at('5m')
    .provider('openai')
    .heals()
    .at('8m')
    .restarts()
    .at('10m')
    .endsSilence('s')
    .expectNotifications([`64s oncall first ${UNHEALTHY}`, `10m-10m2s oncall all_resolved ${OVER}`])
    .until('20m');

  outage('keeps an alert that went on after an end of which nobody had heard')
    .at('2m')
    .silences('s', { target: 'openai' })
    .at('5m')
    .provider('openai')
    .heals()
    .at('8m')
    .provider('openai')
    .fails('server_error')
    .at('10m')
    .restarts()
    .at('11m')
    .endsSilence('s')
    .at('20m')
    .provider('openai')
    .heals()
    .expectNotifications([`64s oncall first ${UNHEALTHY}`, `20m-20m32s oncall all_resolved ${OVER}`])
    .until('30m');

  outage('keeps the cool-down')
    .at('100s')
    .provider('openai')
    .heals()
    .at('150s')
    .restarts()
    .at('160s')
    .provider('openai')
    .fails('server_error')
    .at('200s')
    .restarts()
    .at('220s')
    .provider('openai')
    .heals()
    .expectNotifications([`64s oncall first ${UNHEALTHY}`, `120s-125s oncall all_resolved ${OVER}`])
    .until('20m');

  outage('during which it ended tells the end')
    .at('2m')
    .doesWithAlerts(({ store }) => void (store.fault = new Error('dead')))
    .provider('openai')
    .heals()
    .at('4m')
    .doesWithAlerts(async (alerts) => {
      // Nothing that was decided meanwhile was written: as if nobody had been there.
      alerts.store.fault = null;
      await alerts.restart();
      alerts.faults.length = 0;
    })
    .expectNotifications([`64s oncall first ${UNHEALTHY}`, `4m-4m2s oncall all_resolved ${OVER}`])
    .until('20m');

  outage('loses nothing of what could not be written for a while')
    .at('50s')
    .doesWithAlerts(({ store }) => void (store.fault = new Error('away')))
    .at('5m')
    .provider('openai')
    .heals()
    .at('10m')
    .doesWithAlerts((alerts) => {
      alerts.store.fault = null;
      expect(alerts.faults).toEqual(['alerts cannot be stored, trying again']);
      alerts.faults.length = 0;
    })
    .expectNotifications([`64s oncall first ${UNHEALTHY}`, `5m-5m35s oncall all_resolved ${OVER}`])
    .until('20m');
});
