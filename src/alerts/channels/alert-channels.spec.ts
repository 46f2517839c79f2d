import { ChannelBench, inGoodTime } from '../../../test/support/channel-world.ts';
import { buildMessage } from '../../../test/support/alert-messages.ts';
import { loadSettings } from '../../settings/load.ts';
import { AlertChannels } from './alert-channels.ts';

function alertSettings(channels: Record<string, unknown>) {
  return loadSettings({ document: { alerts: { channels, routes: [] } }, env: {} }).settings.alerts;
}

describe('the channels of the settings', () => {
  const SLACK = { kind: 'slack', url: 'https://hooks.example/one' };
  let bench: ChannelBench;
  let channels: AlertChannels;

  beforeEach(() => {
    bench = new ChannelBench();
    channels = new AlertChannels(bench);
    channels.apply(alertSettings({ a: SLACK, b: { kind: 'webhook', url: '' }, c: { kind: 'log' } }));
  });
  afterEach(() => channels.close());

  it('are listed as they stand, and given while they can be used', () => {
    expect(channels.list()).toEqual([
      { id: 'log', kind: 'log', isEnabled: true, refreshMs: null, timeoutMs: 15_000, last: null },
      { id: 'a', kind: 'slack', isEnabled: true, refreshMs: null, timeoutMs: 15_000, last: null },
      { id: 'b', kind: 'webhook', isEnabled: false, refreshMs: null, timeoutMs: 15_000, last: null },
      { id: 'c', kind: 'log', isEnabled: true, refreshMs: null, timeoutMs: 15_000, last: null },
    ]);
    expect(channels.get('a')).toMatchObject({ id: 'a', kind: 'slack' });
    expect([channels.get('b'), channels.get('none')]).toEqual([null, null]);
  });

  it('follow a reload: what has not changed stays, with what is known of it', async () => {
    await channels.get('c')!.send(buildMessage(), inGoodTime());
    const [before, kept] = [channels.get('a'), channels.get('c')];
    channels.apply(
      alertSettings({
        a: { ...SLACK, url: 'https://hooks.example/two' },
        b: { kind: 'webhook', url: 'https://h.example' },
        c: { kind: 'log' },
      }),
    );
    expect(channels.get('a')).not.toBe(before);
    expect(channels.get('c')).toBe(kept);
    expect(channels.list().find(({ id }) => id === 'c')?.last?.outcome).toEqual({ kind: 'delivered' });
    expect(channels.get('b')).not.toBeNull();
  });

  it('close what is no longer in force, whatever comes of that', async () => {
    const gone = channels.get('a')!;
    const closed = Promise.withResolvers<void>();
    gone.close = () => {
      closed.resolve();
      return Promise.reject(new TypeError('canary'));
    };
    channels.apply(alertSettings({}));
    await closed.promise;
    await Promise.resolve();
    expect(channels.get('a')).toBeNull();
    expect(bench.log.lines).toMatchObject([{ level: 'warn', facts: { channel: 'a', reason: 'TypeError' } }]);
  });
});
