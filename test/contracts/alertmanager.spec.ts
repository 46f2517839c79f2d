import { buildGroup, buildMessage, buildMonster, buildNotice } from '../support/alert-messages.ts';
import { ChannelBench, inGoodTime } from '../support/channel-world.ts';
import { AlertmanagerProcess } from '../support/receivers/alertmanager-process.ts';
import { HttpReceiver, jsonOf, say } from '../support/receivers/http-receiver.ts';
import { until } from '../support/running-app.ts';
import { skipped } from '../support/skipping.ts';

/** Where that Alertmanager sends its notifications: what comes of our pushes in the end. */
const told = new HttpReceiver(say(200, ''));
await told.start();
const alertmanager = await AlertmanagerProcess.start(told.url);
afterAll(async () => {
  await alertmanager?.stop();
  await told.stop();
});

const DELIVERED = { kind: 'delivered' };

if (alertmanager === null) {
  skipped('pushes to a real Alertmanager, since prometheus-alertmanager is not installed');
  it('has an Alertmanager to be tested on, where nothing may be skipped', () => {
    expect(process.env['NO_SKIPPED_TESTS'] ?? '').not.toBe('1');
  });
} else {
  describe('a real Alertmanager', () => {
    const bench = new ChannelBench();
    const channel = bench.channel({ kind: 'alertmanager', urls: alertmanager.url, labels: { env: 'test' } });
    const since = bench.clock.now() - 60_000;
    afterAll(() => bench.close());

    const send = (message = buildMessage()) => channel.send(message, inGoodTime());
    const known = async (rule: string) =>
      (await alertmanager.alerts()).filter(({ labels }) => labels.alertname === rule);

    const notifications = (rule: string) =>
      told.taken.map(({ body }) => jsonOf(body)).filter(({ groupLabels }) => groupLabels.alertname === rule);

    it('shows what fires, until it is refreshed no more', async () => {
      expect(await send(buildMessage({ notices: [buildNotice({ since, rule: 'fires' })] }))).toEqual(
        DELIVERED,
      );
      expect(await known('fires')).toMatchObject([
        {
          status: { state: expect.stringMatching(/active|unprocessed/) },
          labels: {
            alertname: 'fires',
            severity: 'critical',
            target: 'openai',
            provider: 'openai',
            env: 'test',
          },
          annotations: { summary: 'OpenAI is unhealthy', blame: 'provider', using: 'anthropic, google' },
          startsAt: new Date(since).toISOString(),
          endsAt: new Date(bench.clock.now() + 240_000).toISOString(),
          generatorURL: 'https://health.example/?alert=alert_1',
        },
      ]);
    });

    it('takes a refresh for the same alert, and tells that it is over when it is', async () => {
      const firing = buildNotice({ since, rule: 'ends' });
      await send(buildMessage({ notices: [firing] }));
      await send(buildMessage({ notices: [{ ...firing, advice: { using: ['google'] } }] }));
      expect(await known('ends')).toMatchObject([{ annotations: { using: 'google' } }]);
      await until(
        () => notifications('ends').length,
        (count) => count > 0,
      );
      const resolvedAt = bench.clock.now() - 1_000;
      const over = buildNotice({ since, rule: 'ends', state: 'resolved', resolvedAt });
      expect(await send(buildMessage({ reason: 'all_resolved', notices: [over] }))).toEqual(DELIVERED);
      // its API lists alerts that last; that one has ended is what it tells
      expect(await known('ends')).toEqual([]);
      const statuses = await until(
        () => notifications('ends').map(({ status }) => status),
        (list) => list.includes('resolved'),
      );
      expect(statuses.at(0)).toBe('firing');
      const [{ endsAt }] = notifications('ends').at(-1).alerts;
      expect(Date.parse(endsAt)).toBe(resolvedAt);
    });

    it('shows it under its new severity alone', async () => {
      await send(buildMessage({ notices: [buildNotice({ since, rule: 'grows', severity: 'warning' })] }));
      const grown = buildNotice({ since, rule: 'grows', severity: 'critical' });
      await send(buildMessage({ reason: 'severity_changed', notices: [grown] }));
      expect((await known('grows')).map(({ labels }) => labels.severity)).toEqual(['critical']);
    });

    it('takes groups and texts of any size', async () => {
      expect(await send(buildGroup(500))).toEqual(DELIVERED);
      expect(await known('target_unhealthy')).toHaveLength(500);
      expect(await send(buildMonster(10_000))).toEqual(DELIVERED);
    });
  });
}
