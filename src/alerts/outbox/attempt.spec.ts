import { once } from 'node:events';
import { sampleAlert, sampleMessage } from '../../../test/contracts/alert-store-samples.ts';
import { failing, FakeChannel } from '../../../test/support/outbox-world.ts';
import { attempt } from './attempt.ts';

const TIMEOUT_MS = 30;
const message = sampleMessage([sampleAlert()]);

describe('an attempt', () => {
  const channel = new FakeChannel('oncall');
  const made = (stop = new AbortController().signal) => attempt(channel, message, TIMEOUT_MS, stop);
  const noAnswer = { outcome: { kind: 'retry', error: 'no answer within 0.03 s' }, mayHaveArrived: true };

  it('ends as the channel says', async () => {
    channel.answer = () => ({ kind: 'delivered' });
    expect(await made()).toEqual({ outcome: { kind: 'delivered' }, mayHaveArrived: false });
    channel.answer = () => failing('HTTP 503', 7);
    expect(await made()).toEqual({ outcome: failing('HTTP 503', 7), mayHaveArrived: false });
    channel.answer = () => ({ ...failing(), mayHaveArrived: true });
    expect(await made()).toMatchObject({ mayHaveArrived: true });
  });

  it('ends at its deadline, after which nobody knows what has become of it', async () => {
    channel.answer = async (_, signal) => {
      await once(signal, 'abort');
      return failing('aborted');
    };
    expect(await made()).toMatchObject(noAnswer);
  });

  it('ends soon after its deadline where the channel does not heed it', async () => {
    channel.answer = () => new Promise<never>(() => {});
    expect(await made()).toMatchObject(noAnswer);
  });

  it('counts what arrives at the last moment', async () => {
    channel.answer = async (_, signal) => {
      await once(signal, 'abort');
      return { kind: 'delivered' };
    };
    expect(await made()).toMatchObject({ outcome: { kind: 'delivered' } });
  });

  it('ends when the process stops', async () => {
    channel.answer = async (_, signal) => {
      if (!signal.aborted) await once(signal, 'abort');
      return failing('aborted');
    };
    expect(await made(AbortSignal.abort())).toMatchObject({ mayHaveArrived: true });
  });

  it('survives a channel that throws, and does not repeat its words', async () => {
    channel.answer = () => {
      throw new TypeError('https://hooks.example/s3cret');
    };
    expect(await made()).toEqual({
      outcome: failing('the channel failed: TypeError'),
      mayHaveArrived: true,
    });
  });
});
