import {
  BEGAN,
  buildMessage,
  buildNotice,
  resolvedMessage,
  TOLD,
} from '../../../test/support/alert-messages.ts';
import { ChannelBench, inGoodTime } from '../../../test/support/channel-world.ts';
import { alertmanagerReceiver } from '../../../test/support/receivers/alertmanager.receiver.ts';
import { type HttpReceiver, jsonOf, say } from '../../../test/support/receivers/http-receiver.ts';

describe('the alertmanager channel', () => {
  let bench: ChannelBench;
  let members: readonly HttpReceiver[];

  beforeEach(async () => {
    bench = new ChannelBench();
    members = [alertmanagerReceiver(), alertmanagerReceiver()];
    await Promise.all(members.map((member) => member.start()));
  });
  afterEach(async () => {
    await bench.close();
    await Promise.all(members.map((member) => member.stop()));
  });

  const channel = (options: Record<string, unknown> = {}) =>
    bench.channel({ kind: 'alertmanager', urls: members.map(({ url }) => `${url}/prefix`), ...options });
  const pushed = (member = members[0]!) => jsonOf(member.taken.at(-1)!.body);

  it('pushes to every member', async () => {
    expect(await channel().send(buildMessage(), inGoodTime())).toEqual({ kind: 'delivered' });
    expect(members.map(({ taken }) => taken.length)).toEqual([1, 1]);
    expect(pushed(members[0])).toEqual(pushed(members[1]));
  });

  it('is content with one member, and says in the log that another took nothing', async () => {
    members[1]!.misbehave(say(503, 'starting'));
    expect(await channel().send(buildMessage(), inGoodTime())).toEqual({ kind: 'delivered' });
    expect(bench.log.lines).toMatchObject([{ level: 'warn', facts: { failed: 1, of: 2 } }]);
    members[0]!.misbehave(say(400, 'bad'));
    expect(await channel().send(buildMessage(), inGoodTime())).toMatchObject({ kind: 'retry' });
  });

  it('ends four refreshes ahead while it fires, and when it ended once it is over', async () => {
    const fired = channel({ refresh_seconds: 30 });
    expect(fired.refreshMs).toBe(30_000);
    await fired.send(buildMessage(), inGoodTime());
    expect(pushed()).toMatchObject([
      {
        startsAt: new Date(BEGAN).toISOString(),
        endsAt: new Date(bench.clock.now() + 120_000).toISOString(),
        generatorURL: 'https://health.example/?alert=alert_1',
      },
    ]);
    await fired.send(resolvedMessage(), inGoodTime());
    expect(pushed()).toMatchObject([{ endsAt: new Date(TOLD).toISOString() }]);
  });

  it('has labels that stay the same while it lasts', async () => {
    const named = channel({ labels: { env: 'prod', alertname: 'taken' } });
    const model = { targetId: 'openai/ft:a/b', instance: 'x' };
    await named.send(buildMessage({ notices: [buildNotice(model)] }), inGoodTime());
    const [{ labels }] = pushed();
    expect(labels).toEqual({
      env: 'prod',
      alertname: 'target_unhealthy',
      severity: 'critical',
      target: 'openai/ft:a/b',
      provider: 'openai',
      model: 'ft:a/b',
      instance: 'x',
    });
    const later = {
      ...model,
      summary: 'something else',
      status: 'degraded' as const,
      blame: null,
      evidence: [],
    };
    await named.send(buildMessage({ notices: [buildNotice(later)] }), inGoodTime());
    expect(pushed()[0].labels).toEqual(labels);
  });

  it('ends what it was under another severity', async () => {
    await channel().send(buildMessage({ reason: 'severity_changed' }), inGoodTime());
    const ends = pushed().map(({ labels, endsAt }: any) => [
      labels.severity,
      Date.parse(endsAt) - bench.clock.now(),
    ]);
    expect(ends).toEqual([
      ['critical', 240_000],
      ['info', 0],
      ['warning', 0],
    ]);
  });
});
