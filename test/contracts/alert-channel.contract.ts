import { setTimeout as wait } from 'node:timers/promises';
import type { AlertChannel, SendOutcome } from '../../src/alerts/channels/alert-channel.ts';
import { kindOfStatus } from '../../src/alerts/channels/http/http-outcome.ts';
import {
  buildGroup,
  buildMessage,
  buildMonster,
  buildNotice,
  resolvedMessage,
} from '../support/alert-messages.ts';
import { ChannelBench, inGoodTime } from '../support/channel-world.ts';
import { drip, flood, gibberish, reset, tear } from '../support/receivers/chaos.ts';
import { type Answer, HttpReceiver, say, sayJson } from '../support/receivers/http-receiver.ts';

const FLOOD_BYTES = 200 * 1024 * 1024;
/** What sockets on both sides hold, and a margin. */
const BUFFERED_BYTES = 64 * 1024 * 1024;

/** A receiver under test conditions, and how its channel is told of it. */
export interface RunningReceiver {
  /** The channel as the settings file has it; every secret in it contains `canary`. */
  readonly options: Record<string, unknown>;
  /** What was taken, as people or programs read it there. */
  taken(): readonly string[];
  /** The first words that anybody sees of the last one. */
  firstWords(): string;
  /** Called whenever an attempt has come in whole. */
  onAttempt(listener: () => void): void;
  /** Takes whatever comes and never says so. */
  hang(): void;
  stop(): Promise<void>;
}

export interface ChannelFixture {
  readonly kind: string;
  start(bench: ChannelBench): Promise<RunningReceiver>;
  /** Whether each alert of a group goes as a whole, however many they are; else their number is told. */
  readonly tellsEach: boolean;
}

function expectFailure(outcome: SendOutcome, kind: SendOutcome['kind'], retryAfterMs: number | null = null) {
  expect(outcome).toMatchObject({ kind, error: expect.stringMatching(/\S/), retryAfterMs });
  expect(JSON.stringify(outcome)).not.toContain('canary');
}

/** What every channel promises, proven against a receiver that speaks its protocol. */
export function describeChannel(fixture: ChannelFixture): void {
  describe(`the ${fixture.kind} channel`, () => {
    let bench: ChannelBench;
    let receiver: RunningReceiver;
    let channel: AlertChannel;

    beforeEach(async () => {
      bench = new ChannelBench();
      receiver = await fixture.start(bench);
      channel = bench.channel(receiver.options);
    });
    afterEach(async () => {
      await channel.close();
      await bench.close();
      await receiver.stop();
    });

    const send = (message = buildMessage(), signal = inGoodTime()) => channel.send(message, signal);

    it('delivers what fires and what is over', async () => {
      expect(await send()).toEqual({ kind: 'delivered' });
      const [firing = ''] = receiver.taken();
      expect(firing).toContain('OpenAI is unhealthy');
      expect(firing).toContain('503 from GET /v1/models');
      expect(firing).toContain('anthropic');
      expect(await send(resolvedMessage())).toEqual({ kind: 'delivered' });
      expect(receiver.taken()).toHaveLength(2);
    });

    it('says the fault of an account first', async () => {
      const title = 'Credentials rejected by OpenAI';
      await send(buildMessage({ notices: [buildNotice({ title, rule: 'auth', blame: 'account' })] }));
      expect(receiver.firstWords()).toMatch(/^\W*Credentials rejected by OpenAI/);
    });

    it('may send a message twice', async () => {
      expect([await send(), await send()]).toEqual([{ kind: 'delivered' }, { kind: 'delivered' }]);
    });

    it.each([10, 1_000, 10_000])('delivers %i characters of anything within the limits', async (length) => {
      expect(await send(buildMonster(length))).toEqual({ kind: 'delivered' });
      const taken = receiver.taken().join('');
      expect(taken).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/);
    });

    it('delivers a group of 500 alerts within the limits, and says how many it has', async () => {
      expect(await send(buildGroup(500))).toEqual({ kind: 'delivered' });
      const taken = receiver.taken().join('\n');
      expect(taken).toContain('Model 0 is unhealthy');
      if (fixture.tellsEach) expect(taken).toContain('Model 499 is unhealthy');
      else expect(taken).toMatch(/and 4\d\d more|"alerts_total":500/);
    });

    it('ends with its signal when the receiver hangs, to come back later', async () => {
      if (fixture.kind === 'log') return expect(channel.refreshMs).toBeNull();
      const patience = new AbortController();
      receiver.onAttempt(() => patience.abort(new DOMException('late', 'TimeoutError')));
      receiver.hang();
      const outcome = await send(buildMessage(), patience.signal);
      expectFailure(outcome, 'retry');
      expect(outcome).toMatchObject({ mayHaveArrived: true });
    });

    it('comes back later when the receiver is away, and sends nothing once its signal has ended', async () => {
      if (fixture.kind === 'log') return expect(channel.refreshMs).toBeNull();
      expectFailure(await send(buildMessage(), AbortSignal.abort()), 'retry');
      expect(receiver.taken()).toEqual([]);
      await receiver.stop();
      const away = await send();
      expectFailure(away, 'retry');
      expect(away).not.toMatchObject({ mayHaveArrived: true });
    });
  });
}

/** What every channel over HTTP makes of answers, well-formed and not. */
export function describeHttpChannel(fixture: {
  readonly kind: string;
  start(): Promise<{ readonly receiver: HttpReceiver; readonly options: Record<string, unknown> }>;
  /** Whether the body of a success must be read. */
  readonly readsSuccess: boolean;
}): void {
  describe(`the ${fixture.kind} channel, over HTTP`, () => {
    let bench: ChannelBench;
    let receiver: HttpReceiver;
    let channel: AlertChannel;

    beforeEach(async () => {
      bench = new ChannelBench();
      const started = await fixture.start();
      ({ receiver } = started);
      channel = bench.channel(started.options);
    });
    afterEach(async () => {
      await bench.close();
      await receiver.stop();
    });

    const sendTo = (answer: Answer, signal = inGoodTime()) => {
      receiver.misbehave(answer);
      return channel.send(buildMessage(), signal);
    };

    it.each([400, 401, 403, 404, 408, 410, 413, 422, 425, 429, 500, 502, 503, 504, 529])(
      'takes a %i for what the table says',
      async (status) => {
        expectFailure(await sendTo(say(status, 'no')), kindOfStatus(status));
      },
    );

    it('waits as long as it is told, in seconds or until a date', async () => {
      expectFailure(await sendTo(say(429, '', { 'retry-after': '7' })), 'retry', 7_000);
      const date = new Date(bench.clock.now() + 120_000).toUTCString();
      expectFailure(await sendTo(say(503, '', { 'retry-after': date })), 'retry', 120_000);
      expectFailure(await sendTo(say(503, '', { 'retry-after': 'soon' })), 'retry', null);
    });

    it('follows no redirect', async () => {
      const elsewhere = new HttpReceiver(say(200, 'ok'));
      await elsewhere.start();
      for (const status of [301, 302, 307, 308]) {
        const outcome = await sendTo(say(status, '', { location: `${elsewhere.url}/canary` }));
        expectFailure(outcome, kindOfStatus(status));
      }
      expect(elsewhere.seen).toEqual([]);
      await elsewhere.stop();
    });

    it.each([
      ['resets the connection', reset],
      ['closes it within its answer', tear],
      ['is no HTTP server', gibberish],
    ])('comes back later when the receiver %s', async (_what, answer) => {
      const broken = await sendTo(answer);
      expectFailure(broken, 'retry');
      expect(broken).toMatchObject({ mayHaveArrived: true });
      receiver.misbehave(null);
      expect(await channel.send(buildMessage({ id: 'msg_next' }), inGoodTime())).toEqual({
        kind: 'delivered',
      });
    });

    it('reads no more of an answer than it can use', async () => {
      const failure = flood(500, FLOOD_BYTES);
      expect((await sendTo(failure.answer)).kind).toBe('retry');
      const success = flood(200, FLOOD_BYTES);
      expect((await sendTo(success.answer)).kind).toBe(fixture.kind === 'slack' ? 'retry' : 'delivered');
      expect(failure.sentBytes()).toBeLessThan(BUFFERED_BYTES);
      expect(success.sentBytes()).toBeLessThan(BUFFERED_BYTES);
    });

    it('waits for no end of an answer that says enough', async () => {
      const patience = new AbortController();
      receiver.onSeen = () => void wait(50).then(() => patience.abort(new DOMException('', 'TimeoutError')));
      const outcome = await sendTo(drip(200), patience.signal);
      expect(outcome.kind).toBe(fixture.readsSuccess ? 'retry' : 'delivered');
    });

    it('repeats no secret that the receiver says', async () => {
      const echo: Answer = (request, response, { path, headers, body }) =>
        sayJson(400, { path, headers, encoded: encodeURIComponent(path), body })(request, response, {
          method: '',
          path,
          headers,
          body,
        });
      expectFailure(await sendTo(echo), 'refused');
      expectFailure(await sendTo(say(401, `no ${JSON.stringify(receiver.seen.at(-1))}`)), 'refused');
    });
  });
}
