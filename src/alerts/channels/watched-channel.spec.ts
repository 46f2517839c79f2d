import { buildMessage } from '../../../test/support/alert-messages.ts';
import { FakeAlertLog } from '../../../test/support/channel-world.ts';
import { FakeClock } from '../../../test/support/fake-clock.ts';
import { AlertChannel, type SendOutcome } from './alert-channel.ts';
import { WatchedChannel } from './watched-channel.ts';

class FakeChannel extends AlertChannel {
  readonly id = 'c';
  readonly kind = 'fake';
  override readonly refreshMs = 5_000;
  answer: () => Promise<SendOutcome> = async () => ({ kind: 'delivered' });

  send(): Promise<SendOutcome> {
    return this.answer();
  }
}

describe('a watched channel', () => {
  const clock = new FakeClock();
  let log: FakeAlertLog;
  let channel: FakeChannel;
  let watched: WatchedChannel;

  beforeEach(() => {
    log = new FakeAlertLog();
    channel = new FakeChannel();
    watched = new WatchedChannel(channel, clock, log);
  });

  const send = (signal = new AbortController().signal) => watched.send(buildMessage(), signal);

  it('is what it watches, and remembers what became of the last message', async () => {
    expect(watched).toMatchObject({ id: 'c', kind: 'fake', refreshMs: 5_000, last: null });
    expect(await send()).toEqual({ kind: 'delivered' });
    expect(watched.last).toEqual({ at: clock.now(), outcome: { kind: 'delivered' } });
  });

  it('never throws, and shows nothing of what was thrown but its name', async () => {
    channel.answer = () => Promise.reject(new TypeError('https://hooks.example/canary'));
    expect(await send()).toMatchObject({ kind: 'retry', error: 'the channel broke (TypeError)' });
    expect(log.lines).toMatchObject([{ level: 'error', facts: { channel: 'c', reason: 'TypeError' } }]);
    expect(JSON.stringify(log.lines)).not.toContain('canary');
  });

  it('ends with its signal though the channel does not', async () => {
    const patience = new AbortController();
    channel.answer = () => {
      patience.abort();
      return new Promise<never>(() => undefined);
    };
    expect(await send(patience.signal)).toMatchObject({
      error: 'no complete answer in time',
      mayHaveArrived: true,
    });
  });

  it('believes a channel that ends at the last moment', async () => {
    const patience = new AbortController();
    channel.answer = async () => {
      patience.abort();
      return { kind: 'delivered' };
    };
    expect(await send(patience.signal)).toEqual({ kind: 'delivered' });
  });
});
