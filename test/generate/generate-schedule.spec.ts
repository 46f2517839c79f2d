import { Logger } from '@nestjs/common';
import { GenerateWorld } from './generate-world.ts';

const MINUTE = 60_000;

beforeAll(() => Logger.overrideLogger(false));

describe('generate probes', () => {
  it('begin shortly after the checks are green, and go on at their own cadence', async () => {
    const it = new GenerateWorld();
    await it.world.runTo(21 * MINUTE);
    expect(it.askedAtMs).toHaveLength(3);
    expect(it.askedAtMs[0]).toBeLessThan(1_500);
    expect(it.askedAtMs[1]! - it.askedAtMs[0]!).toBeGreaterThan(9 * MINUTE);
    expect(it.askedAtMs[2]! - it.askedAtMs[1]!).toBe(10 * MINUTE);
    expect(it.standing).toMatchObject({ state: 'active', callsToday: 3, lastFinishReason: 'stop' });
    expect(it.standing!.nextAt).toBe(it.world.clock.now() + 9 * MINUTE);
  });

  it('wait for the first green check, though not for longer than their interval', async () => {
    const it = new GenerateWorld();
    it.checks.answer = { failure: 'server_error', latencyMs: 50 };
    await it.world.runTo(9 * MINUTE);
    expect(it.askedAtMs).toEqual([]);
    expect(it.standing).toMatchObject({ state: 'waiting', note: 'the checks are not green yet' });
    it.checks.answer = { failure: null, latencyMs: 50 };
    await it.world.runTo(9 * MINUTE + 35_000);
    expect(it.askedAtMs).toHaveLength(1);

    const red = new GenerateWorld();
    red.checks.answer = { failure: 'permission', latencyMs: 50 };
    await red.world.runTo(11 * MINUTE);
    expect(red.askedAtMs[0]).toBeGreaterThanOrEqual(10 * MINUTE);
  });

  it('tell the provider and the model that they asked, and no other model', async () => {
    const it = new GenerateWorld();
    await it.world.runTo(30_000);
    const callsOf = (id: string) => it.world.state(id).windows.calls('1m', it.world.clock.monotonicMs());
    expect(callsOf('openai')).toMatchObject({ count: 1, ok: 1, ttftMs: { p50: 200 } });
    // Nine tokens after the first one, in 200 ms.
    expect(callsOf('openai').tokensPerSecond?.p50).toBeCloseTo(45, 0);
    expect(callsOf('openai/gpt-5-mini').count).toBe(1);
    expect(callsOf('openai/gpt-5').count).toBe(0);
    expect(
      it.world
        .state('openai')
        .recentChecks.newestFirst()
        .map(({ depth }) => depth),
    ).toContain('generate');
  });

  it('are left out while calls show that it works, and not because of their own', async () => {
    const it = new GenerateWorld();
    await it.world.runTo(5 * MINUTE);
    it.world.report({ targetId: 'openai', source: 'traffic', depth: 'traffic' });
    await it.world.runTo(11 * MINUTE);
    expect(it.askedAtMs).toHaveLength(1);
    expect(it.standing).toMatchObject({ state: 'suppressed_by_traffic', note: 'a call succeeded 300 s ago' });
    await it.world.runTo(21 * MINUTE);
    expect(it.askedAtMs).toHaveLength(2);
  });

  it('are not left out for calls that fail, that are the caller’s fault, or to another model', async () => {
    const it = new GenerateWorld();
    await it.world.runTo(5 * MINUTE);
    it.world.report({ targetId: 'openai', source: 'traffic', depth: 'traffic' });
    it.world.report({ targetId: 'openai', source: 'traffic', depth: 'traffic', failure: 'server_error' });
    it.world.report({ targetId: 'openai', source: 'traffic', depth: 'traffic', failure: 'bad_request' });
    it.world.report({ targetId: 'openai/gpt-5', source: 'traffic', depth: 'traffic' });
    await it.world.runTo(11 * MINUTE);
    expect(it.askedAtMs).toHaveLength(2);
  });

  it('that fail while the list is green are an outage within seconds, and say so', async () => {
    const it = new GenerateWorld();
    await it.world.runTo(9 * MINUTE);
    expect(it.status()).toBe('healthy');
    it.completions.failure = 'server_error';
    await it.world.runTo(10 * MINUTE + 5_000);
    expect(it.askedAtMs).toHaveLength(4);
    expect(it.status()).toBe('unhealthy');
    expect(it.codes()).toEqual(['server_error', 'probe_traffic_mismatch']);
    expect(it.status('openai/gpt-5-mini')).toBe('unhealthy');
    // Two more looks and no more: what is settled costs nothing.
    for (let minute = 11; minute < 20; minute++) {
      await it.world.runTo(minute * MINUTE);
      expect(it.status()).not.toBe('healthy');
      expect(it.codes()).toContain('probe_traffic_mismatch');
    }
    expect(it.askedAtMs).toHaveLength(4);
    it.completions.failure = null;
    await it.world.runTo(20 * MINUTE + 5_000);
    expect(it.askedAtMs).toHaveLength(6);
    expect(it.status()).toBe('healthy');
    expect(it.codes()).toEqual([]);
  });

  it('that fail once are looked at again at once', async () => {
    const it = new GenerateWorld();
    await it.world.runTo(9 * MINUTE);
    it.completions.failure = 'timeout';
    await it.world.runTo(10 * MINUTE + 200);
    expect(it.status()).toBe('degraded');
    it.completions.failure = null;
    await it.world.runTo(10 * MINUTE + 2_000);
    expect(it.status()).toBe('healthy');
    expect(it.askedAtMs).toHaveLength(3);
  });

  it.each([
    ['quota_exhausted', 3, 'unhealthy'],
    ['rate_limited', 2, 'degraded'],
    ['bad_request', 2, 'healthy'],
    ['content_filtered', 2, 'healthy'],
  ] as const)('that fail by %s are asked %d times in all', async (failure, times, status) => {
    const it = new GenerateWorld();
    await it.world.runTo(9 * MINUTE);
    it.completions.failure = failure;
    await it.world.runTo(10 * MINUTE + 10_000);
    expect(it.askedAtMs).toHaveLength(times);
    expect(it.status()).toBe(status);
  });

  it('are the trial of a circuit that calls have opened', async () => {
    const it = new GenerateWorld();
    await it.world.runTo(MINUTE);
    const asked = it.askedAtMs.length;
    it.world.report({ targetId: 'openai', source: 'traffic', depth: 'traffic', failure: 'server_error' });
    it.world.monitor.requestProbe('openai');
    await it.world.runTo(MINUTE + 1_000);
    expect(it.askedAtMs).toHaveLength(asked + 1);
    it.world.monitor.requestProbe('openai');
    await it.world.runTo(MINUTE + 2_000);
    expect(it.askedAtMs).toHaveLength(asked + 1);
  });

  it('never run twice at once for one target, and count what they leave out', async () => {
    const it = new GenerateWorld({ intervalMs: 10_000 });
    it.completions.hangs = true;
    await it.world.runTo(MINUTE);
    expect(it.askedAtMs).toHaveLength(1);
    expect(it.mostAtOnce).toBe(1);
    expect(it.schedule.overruns).toBe(6);
  });

  it('are ended when they are no longer wanted, and when we stop', async () => {
    const it = new GenerateWorld();
    it.completions.hangs = true;
    await it.world.runTo(5_000);
    it.apply(null);
    await it.world.runTo(6_000);
    expect(it.standing).toBeNull();
    expect(it.world.state('openai').windows.calls('1m', it.world.clock.monotonicMs()).count).toBe(0);

    const stopping = new GenerateWorld();
    stopping.completions.hangs = true;
    await stopping.world.runTo(5_000);
    await stopping.world.monitor.stop();
    await stopping.world.runTo(30 * MINUTE);
    expect(stopping.askedAtMs).toHaveLength(1);
  });

  it.each([
    ['without a key', { apiKey: null }, 'api_key is empty'],
    ['of a provider that is off', { enabled: false }, 'disabled in the settings'],
    ['while monitoring is paused', 'paused', 'monitoring is paused'],
  ] as const)('%s are off, and say why', async (_, provider, note) => {
    const it = new GenerateWorld();
    it.apply({}, provider === 'paused' ? {} : provider, provider !== 'paused');
    await it.world.runTo(MINUTE);
    expect(it.askedAtMs).toEqual([]);
    expect(it.standing).toMatchObject({ state: 'off', note, nextAt: null });
    it.apply({});
    expect(it.standing).toMatchObject({ state: 'active', note: null });
  });

  it('load no model, and wake no server', async () => {
    const it = new GenerateWorld({ model: 'gpt-5-mini' }, { kind: 'ollama', apiKey: null });
    await it.world.runTo(5_000);
    expect(it.askedAtMs).toEqual([]);
    expect(it.standing?.note).toMatch(/not in memory/);
  });

  it('do not believe what happened while our own process stood still', async () => {
    const it = new GenerateWorld();
    await it.world.runTo(9 * MINUTE);
    it.completions.failure = 'timeout';
    it.loop.beat(it.world.clock.monotonicMs());
    await it.world.runTo(10 * MINUTE + 10_000);
    expect(it.askedAtMs.length).toBeGreaterThan(2);
    expect(it.status()).toBe('healthy');
    expect(it.standing?.last).toMatchObject({
      ok: false,
      blame: 'local',
      detail: 'as told while our process stalled',
    });
  });
});

describe('an outage that calls or completions opened', () => {
  const LISTED = { failure: null, latencyMs: 50, models: ['gpt-5', 'gpt-5-mini'] };
  const fail = (it: GenerateWorld, targetId = 'openai'): void => {
    for (let i = 0; i < 5; i++) {
      it.world.clock.advance(10);
      it.world.report({ targetId, source: 'traffic', depth: 'traffic', failure: 'server_error' });
    }
  };

  it('lasts until a completion or a call ends it, however green the checks are', async () => {
    const it = new GenerateWorld();
    await it.world.runTo(3 * MINUTE);
    it.completions.failure = 'server_error';
    fail(it);
    await it.world.runTo(30 * MINUTE);
    expect(it.status()).toBe('unhealthy');
    expect(it.askedAtMs.length).toBeGreaterThan(2);
    it.completions.failure = null;
    await it.world.runTo(41 * MINUTE);
    expect(it.status()).toBe('healthy');
  });

  it('is softened by green checks where no completion is asked for, or none can be', async () => {
    const it = new GenerateWorld({ budgetUsdPerDay: 0 });
    it.checks.answer = LISTED;
    await it.world.runTo(3 * MINUTE);
    expect(it.standing?.state).toBe('budget_exhausted');
    fail(it);
    fail(it, 'openai/gpt-5-mini');
    await it.world.runTo(6 * MINUTE);
    expect([it.status(), it.status('openai/gpt-5-mini')]).toEqual(['degraded', 'degraded']);
    it.apply(null);
    expect(it.world.state('openai').conditions.isGenerateProbed).toBe(false);
  });

  it('of another model than theirs is none of theirs', async () => {
    const it = new GenerateWorld();
    it.checks.answer = LISTED;
    it.completions.failure = 'server_error';
    await it.world.runTo(3 * MINUTE);
    fail(it, 'openai/gpt-5');
    fail(it, 'openai/gpt-5-mini');
    await it.world.runTo(6 * MINUTE);
    expect([it.status('openai/gpt-5'), it.status('openai/gpt-5-mini')]).toEqual(['degraded', 'unhealthy']);
  });
});

describe('the budget of generate probes', () => {
  // At most 0.00246 USD a call: 86 tokens in and 16 out; in truth 0.002 USD.
  const PRICES = { usdPerMillionInputTokens: 10, usdPerMillionOutputTokens: 100 };

  it('of 0.01 USD is never overdrawn, and stops nothing but them', async () => {
    const it = new GenerateWorld({ ...PRICES, intervalMs: MINUTE, timeoutMs: 10_000, budgetUsdPerDay: 0.01 });
    await it.world.runTo(30 * MINUTE);
    expect(it.askedAtMs).toHaveLength(4);
    expect(it.standing).toMatchObject({ state: 'budget_exhausted', callsToday: 4, budgetUsdPerDay: 0.01 });
    expect(it.standing!.spentUsdToday).toBeCloseTo(0.008, 9);
    expect(it.standing!.note).toMatch(/budget/);
    expect(it.status()).toBe('healthy');
    expect(it.world.prober.starts.length).toBeGreaterThan(60);
    expect(it.world.state('openai').windows.checks('1m', it.world.clock.monotonicMs()).count).toBeGreaterThan(
      0,
    );
  });

  it('is a new one after midnight UTC', async () => {
    const it = new GenerateWorld({
      ...PRICES,
      intervalMs: MINUTE,
      timeoutMs: 10_000,
      budgetUsdPerDay: 0.003,
    });
    await it.world.runTo(10 * MINUTE);
    expect(it.askedAtMs).toHaveLength(1);
    it.world.clock.stepWallClock(20 * 60 * MINUTE - 10 * MINUTE);
    it.world.monitor.turn(it.world.clock.monotonicMs());
    expect(it.standing).toMatchObject({ state: 'active', spentUsdToday: 0, callsToday: 0 });
    await it.world.runTo(12 * MINUTE);
    expect(it.askedAtMs).toHaveLength(2);
  });

  it('pays for second looks too', async () => {
    const it = new GenerateWorld({ ...PRICES, budgetUsdPerDay: 0 });
    it.completions.failure = 'server_error';
    await it.world.runTo(30 * MINUTE);
    expect(it.askedAtMs).toEqual([]);
    expect(it.standing?.state).toBe('budget_exhausted');
  });

  it('counts a call under way at the most that it may cost', async () => {
    const it = new GenerateWorld({ ...PRICES });
    it.completions.hangs = true;
    await it.world.runTo(5_000);
    expect(it.standing).toMatchObject({ callsToday: 1, state: 'active' });
    expect(it.standing!.spentUsdToday).toBeCloseTo(0.002_46, 9);
  });

  it('stays spent when the settings change, and is taken up after a restart', async () => {
    const it = new GenerateWorld({ ...PRICES });
    await it.world.runTo(MINUTE);
    it.apply({ ...PRICES, model: 'gpt-5', budgetUsdPerDay: 0.2 });
    expect(it.standing).toMatchObject({ model: 'gpt-5', budgetUsdPerDay: 0.2, spentUsdToday: 0.002 });
    const after = new GenerateWorld({ ...PRICES, budgetUsdPerDay: 0.004 });
    after.ledger.restore(it.ledger.snapshot());
    await after.world.runTo(MINUTE);
    expect(after.standing).toMatchObject({ state: 'budget_exhausted', spentUsdToday: 0.002 });
  });
});
