import OpenAI from 'openai';
import { type CallContext, HealthRouter } from '../../src/index.ts';
import { RunningApp, until } from '../support/running-app.ts';
import type { Fault, FaultName } from '../support/simulators/fault.ts';
import { startFleet, type Fleet } from '../support/simulators/fleet.ts';

const KEY = 'sk-canary-0123456789';
const IDS = ['openai', 'deepseek', 'qwen'] as const;
type Id = (typeof IDS)[number];
const MODELS: Record<Id, string> = { openai: 'gpt-5-mini', deepseek: 'deepseek-chat', qwen: 'qwen-plus' };
const CALLS = 250;
const AT_ONCE = 10;
const TIMEOUT_MS = 2_000;
const MOST_VISIBLE_PERCENT = 0.5;

/** Three providers over real HTTP, called through the vendor's SDK as an application does. */
class Callers {
  readonly fleet: Fleet;
  readonly app: RunningApp;
  readonly router: HealthRouter;
  readonly calls: Record<Id, number> = { openai: 0, deepseek: 0, qwen: 0 };
  readonly #clients: Record<Id, OpenAI>;

  private constructor(fleet: Fleet, app: RunningApp) {
    this.fleet = fleet;
    this.app = app;
    this.router = app.app.get(HealthRouter);
    const client = (id: Id) => new OpenAI({ apiKey: KEY, baseURL: fleet.baseUrls[id], maxRetries: 0 });
    this.#clients = { openai: client('openai'), deepseek: client('deepseek'), qwen: client('qwen') };
  }

  static async start(routing: object = {}): Promise<Callers> {
    const fleet = await startFleet({ keys: [KEY], models: MODELS_OF });
    const provider = (id: Id) => ({ kind: id, base_url: fleet.baseUrls[id], api_key: '${KEY}' });
    const app = await RunningApp.start(
      {
        defaults: { interval_seconds: 1, timeout_seconds: 0.9, circuit: { reset_timeout_seconds: 1 } },
        providers: { openai: provider('openai'), deepseek: provider('deepseek'), qwen: provider('qwen') },
        pools: { chat: { targets: [...IDS] } },
        routing,
      },
      { KEY },
    );
    const callers = new Callers(fleet, app);
    await until(
      () => callers.router.rank('chat'),
      (all) => all.length === IDS.length && all.every(({ status }) => status === 'healthy'),
    );
    return callers;
  }

  readonly complete = async ({ id, signal }: CallContext) => {
    this.calls[id as Id]++;
    return this.#clients[id as Id].chat.completions.create(
      { model: MODELS[id as Id], messages: [{ role: 'user', content: 'Hi' }] },
      { signal },
    );
  };

  readonly stream = async ({ id, signal }: CallContext) => {
    this.calls[id as Id]++;
    return this.#clients[id as Id].chat.completions.create(
      { model: MODELS[id as Id], messages: [{ role: 'user', content: 'Hi' }], stream: true },
      { signal },
    );
  };

  /** How many of so many calls failed for those who made them. */
  async visibleFailures(calls: number, call: () => Promise<unknown>): Promise<number> {
    let left = calls;
    let failures = 0;
    const work = async (): Promise<void> => {
      while (left-- > 0) await call().catch(() => failures++);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return failures;
  }

  chat = (): Promise<unknown> =>
    this.router.withFailover('chat', this.complete, { idempotent: true, timeoutMs: TIMEOUT_MS });

  async stop(): Promise<void> {
    await this.app.stop();
    await this.fleet.close();
  }
}

const MODELS_OF = Object.fromEntries(IDS.map((id) => [id, [MODELS[id]]]));

describe('failover over real HTTP', () => {
  let callers: Callers;

  beforeEach(async () => {
    callers = await Callers.start();
  });

  afterEach(() => callers.stop());

  const WAYS: readonly (FaultName | Fault)[] = [
    '500',
    '503',
    'overloaded',
    '429',
    'quota',
    'wrong_key',
    'permission',
    'hang',
    'reset',
    'reset_body',
    'html_200',
    'garbage',
    'refuse',
    {
      fault: 'custom',
      status: 404,
      body: { error: { code: 'model_not_found' } },
      pathContains: 'completions',
    },
    // The list is green, completions fail: what probes do not see.
    { fault: '500', pathContains: 'completions' },
  ];

  it.each(WAYS)(
    'hides from those who call that one of three fails by %j',
    async (way) => {
      await callers.fleet.deepseek.setFault(way);
      const before = callers.calls.deepseek;
      const failures = await callers.visibleFailures(CALLS, callers.chat);
      expect((100 * failures) / CALLS).toBeLessThan(MOST_VISIBLE_PERCENT);
      const { guarded_calls: tally } = await callers.app.provider('deepseek');
      // What was tried of it failed, every time, and was rescued, every time.
      const tried = callers.calls.deepseek - before;
      expect(tried).toBeLessThan(CALLS / 2);
      expect(tally ?? { calls: 0, failures: 0, rescued: 0, surfaced: 0 }).toEqual({
        calls: tried,
        failures: tried,
        rescued: tried,
        surfaced: 0,
      });
    },
    60_000,
  );

  it('hides a stream that fails before its first token', async () => {
    await callers.fleet.deepseek.setFault({ fault: '500', pathContains: 'completions' });
    const read = async (): Promise<void> => {
      const stream = await callers.router.withFailover('chat', callers.stream, { timeoutMs: TIMEOUT_MS });
      let text = '';
      for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
      expect(text).not.toBe('');
    };
    expect(await callers.visibleFailures(50, read)).toBe(0);
    const { call_windows: windows } = await callers.app.provider('openai');
    expect(windows['1m'].ttft_ms.p50).toBeGreaterThan(0);
  }, 30_000);

  it('gives panic advice when all fail, and marks it', async () => {
    await Promise.all(IDS.map((id) => callers.fleet[id].setFault('500')));
    const { body } = await until(
      () => callers.app.get('/health/integration/routing?pool=chat'),
      (answer) => answer.body.panic,
    );
    expect(body.candidates.map(({ id }: { id: string }) => id).toSorted()).toEqual([...IDS].toSorted());
    for (const { last_resort: resort } of body.candidates) expect(resort).toMatch(/unhealthy|circuit_open/);
    const metrics = await callers.app.get('/metrics');
    expect(metrics.text).toMatch(/^bellwether_routing_panic\{pool="chat"\} 1$/m);
  }, 30_000);
});

describe('a provider that is back', () => {
  it('gets its share again bit by bit', async () => {
    const callers = await Callers.start({ slow_start_seconds: 8 });
    await callers.fleet.deepseek.setFault('500');
    await until(
      async () => {
        await callers.chat();
        return callers.router.rank('chat').length;
      },
      (left) => left === 2,
    );
    await callers.fleet.deepseek.heal();
    const shares: number[] = [];
    await until(
      async () => {
        await callers.visibleFailures(20, callers.chat);
        const share = callers.router.rank('chat').find(({ id }) => id === 'deepseek')?.factors.slowStart;
        if (share !== undefined && share !== shares.at(-1)) shares.push(share);
        return share;
      },
      (share) => share === 1,
      40_000,
    );
    expect(shares[0]).toBeLessThan(0.5);
    expect(shares.toSorted((a, b) => a - b)).toEqual(shares);
    expect(shares.length).toBeGreaterThan(4);
    await callers.stop();
  }, 60_000);
});
