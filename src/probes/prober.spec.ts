import { FakeClock } from '../../test/support/fake-clock.ts';
import { CANARY_KEY, targetAt } from '../../test/contracts/probe-targets.ts';
import { Logger } from '@nestjs/common';
import type { ProviderKind } from '../settings/settings.ts';
import { failed, NO_EVIDENCE, succeeded } from './probe-result.ts';
import { Probe, type ProbeResult } from './probe.ts';
import { Prober } from './prober.ts';

type Check = Probe['check'];

class FakeProbe extends Probe {
  readonly kinds: readonly ProviderKind[] = ['openai'];
  readonly check: Check;

  constructor(check: Check) {
    super();
    this.check = check;
  }
}

const NEVER = new AbortController().signal;
const EVIDENCE = { latencyMs: 12.5, httpStatus: 200, requestId: 'req_1', rateLimit: null };

function proberWith(check: Check, clock = new FakeClock()): Prober {
  return new Prober([new FakeProbe(check)], clock);
}

describe('Prober', () => {
  const target = targetAt('openai', 'http://127.0.0.1:1', { timeoutMs: 10 });
  const logged: unknown[] = [];

  beforeEach(() => {
    logged.length = 0;
    const keep = (...entry: unknown[]) => void logged.push(entry);
    Logger.overrideLogger({ log: keep, error: keep, warn: keep });
  });
  afterEach(() => Logger.overrideLogger(['error', 'warn', 'log']));

  it('makes an observation of what the probe found, at the depth of its level', async () => {
    const clock = new FakeClock('2026-11-22T04:00:00.000Z', 500);
    const facts = { version: '1.2', models: ['a'], capabilities: { models_total: 1 } };
    const outcome = await proberWith(() => Promise.resolve(succeeded(EVIDENCE, facts)), clock).check(
      target,
      NEVER,
    );
    expect(outcome).toEqual({
      ...facts,
      notices: [],
      instanceId: null,
      observation: {
        targetId: 'openai',
        source: 'probe',
        depth: 'auth',
        at: Date.parse('2026-11-22T04:00:00.000Z'),
        atMonotonicMs: 500,
        ok: true,
        failure: null,
        blame: null,
        latencyMs: 12.5,
        ttftMs: null,
        outputTokens: null,
        httpStatus: 200,
        requestId: 'req_1',
        detail: null,
        vendorCode: null,
        rateLimit: null,
        retryAfterMs: null,
      },
    });
  });

  it.each([
    ['auth', false, 'account'],
    ['server_error', false, 'provider'],
    ['network', true, 'local'],
  ] as const)('blames for %s (ours: %s) the %s', async (failure, isLocal, blame) => {
    const fault = { failure, detail: 'x', vendorCode: 'X', retryAfterMs: 5, isLocal };
    const { observation } = await proberWith(() => Promise.resolve(failed(EVIDENCE, fault))).check(
      target,
      NEVER,
    );
    expect(observation).toMatchObject({
      ok: false,
      failure,
      blame,
      detail: 'x',
      vendorCode: 'X',
      retryAfterMs: 5,
    });
  });

  it.each<[string, Check]>([
    ['rejects', () => Promise.reject(new Error(`no: ${CANARY_KEY}`))],
    [
      'throws',
      () => {
        throw new Error(`no: ${CANARY_KEY}`);
      },
    ],
    ['gives nothing', () => Promise.resolve(undefined as unknown as ProbeResult)],
  ])('takes a probe that %s for a defect of ours, and logs it without the key', async (_how, check) => {
    const { observation } = await proberWith(check).check(target, NEVER);
    expect(observation).toMatchObject({
      ok: false,
      failure: 'invalid_response',
      blame: 'local',
      detail: 'probe defect',
    });
    expect(logged).toHaveLength(1);
    expect(JSON.stringify([observation, logged])).not.toContain('canary');
  });

  it('ends a probe that hangs, and tells it so', async () => {
    let isTold = false;
    const hang: Check = (_target, _level, signal) => {
      signal.addEventListener('abort', () => void (isTold = true));
      return new Promise(() => undefined);
    };
    const { observation } = await proberWith(hang).check(target, NEVER);
    expect(observation).toMatchObject({
      failure: 'timeout',
      detail: 'the probe did not answer within 10 ms',
    });
    expect(isTold).toBe(true);
  });

  it('answers cancelled at once when it is aborted, whatever the probe does', async () => {
    const caller = new AbortController();
    const hang: Check = () => {
      queueMicrotask(() => caller.abort());
      return new Promise(() => undefined);
    };
    const { observation } = await proberWith(hang).check(target, caller.signal);
    expect(observation).toMatchObject({ failure: 'cancelled', blame: 'caller', latencyMs: null });
    const late = await proberWith(hang).check(target, AbortSignal.abort());
    expect(late.observation.failure).toBe('cancelled');
  });

  it('says that nobody knows a kind', async () => {
    const { observation } = await new Prober([], new FakeClock()).check(target, NEVER);
    expect(observation).toMatchObject({ blame: 'local', detail: 'no probe for kind openai' });
  });

  it('asks the first of several probes for a kind', async () => {
    const answer = (detail: string) => () =>
      Promise.resolve(
        failed(NO_EVIDENCE, {
          failure: 'network',
          detail,
          vendorCode: null,
          retryAfterMs: null,
          isLocal: false,
        }),
      );
    const prober = new Prober(
      [new FakeProbe(answer('own')), new FakeProbe(answer('built in'))],
      new FakeClock(),
    );
    expect((await prober.check(target, NEVER)).observation.detail).toBe('own');
  });
});
