import { RoutingWorld } from '../../../test/support/routing-world.ts';

const CHUNK = { choices: [{ delta: { content: 'Hello' }, finish_reason: null }] };
const ROLE = { choices: [{ delta: { role: 'assistant', content: '' }, finish_reason: null }] };
const LAST = { choices: [{ delta: {}, finish_reason: 'stop' }], usage: { completion_tokens: 12 } };

/** As an SDK has it: an object of its own, of which an iterator is asked. */
class Stream {
  readonly #items: () => AsyncGenerator;
  readonly controller = new AbortController();

  constructor(items: () => AsyncGenerator) {
    this.#items = items;
  }

  [Symbol.asyncIterator](): AsyncGenerator {
    return this.#items();
  }
}

describe('a guarded call', () => {
  let world: RoutingWorld;
  const last = () => world.guarded.at(-1);

  beforeEach(async () => {
    world = new RoutingWorld();
    await world.runTo(60);
  });

  /** Items with 100 ms before each. */
  async function* spoken(...items: unknown[]): AsyncGenerator {
    for (const item of items) {
      world.world.clock.advance(100);
      if (item instanceof Error) throw item;
      yield item;
    }
  }

  async function read(stream: AsyncIterable<unknown>): Promise<unknown[]> {
    const items: unknown[] = [];
    for await (const item of stream) items.push(item);
    return items;
  }

  it('gives what the call gives, and records it with its latency and tokens', async () => {
    const answer = { choices: [{ finish_reason: 'stop' }], usage: { completion_tokens: 7 } };
    const given = await world.router.guard('openai', ({ id, providerId, attempt }) => {
      world.world.clock.advance(250);
      expect([id, providerId, attempt]).toEqual(['openai', 'openai', 1]);
      return answer;
    });
    expect(given).toBe(answer);
    expect(last()).toMatchObject({
      targetId: 'openai',
      ok: true,
      latencyMs: 250,
      outputTokens: 7,
      depth: 'guard',
    });
  });

  it('throws the very error that the call threw, and blames whom it tells of', async () => {
    const error = Object.assign(new Error('no'), { status: 401, headers: new Headers() });
    await expect(world.router.guard('openai', () => Promise.reject(error))).rejects.toBe(error);
    expect(last()).toMatchObject({ ok: false, failure: 'auth', blame: 'account', httpStatus: 401 });
    expect(world.world.state('openai').guarded).toEqual({ calls: 1, failures: 1, rescued: 0, surfaced: 1 });
  });

  it('is not made while the circuit is open', async () => {
    world.report(6, { targetId: 'openai', failure: 'server_error' });
    let calls = 0;
    const call = world.router.guard('openai', () => calls++);
    await expect(call).rejects.toMatchObject({ code: 'CIRCUIT_OPEN', targetId: 'openai' });
    expect(calls).toBe(0);
  });

  it('opens the circuit by its failures, and closes it by its success', async () => {
    const fail = () =>
      world.router.guard('openai', () => Promise.reject(new Error('down'))).catch(() => null);
    for (let i = 0; i < 5; i++) await fail();
    expect(world.world.state('openai').circuit.state).toBe('open');
    await world.runTo(125);
    expect(world.world.state('openai').circuit.state).toBe('half_open');
    expect(world.world.state('openai').verdict.status).toBe('degraded');
    await world.router.guard('openai', () => 'well');
    expect(world.world.state('openai').circuit.state).toBe('closed');
  });

  it('tells nobody whom it does not know', async () => {
    await expect(world.router.guard('nobody', () => 1)).rejects.toThrow(RangeError);
  });

  it('measures the first token of a stream that gives any, and its whole length', async () => {
    const stream = new Stream(() => spoken(ROLE, CHUNK, CHUNK, LAST));
    const given = await world.router.guard('openai', () => stream);
    expect(given).toBe(stream);
    expect(world.guarded).toEqual([]);
    expect(await read(given)).toEqual([ROLE, CHUNK, CHUNK, LAST]);
    expect(last()).toMatchObject({ ok: true, ttftMs: 200, latencyMs: 400, outputTokens: 12 });
    expect(world.guarded).toHaveLength(1);
  });

  it('takes a generator for a stream, and what it yields as it comes', async () => {
    const given = await world.router.guard('openai', () => spoken('', 'Hel', 'lo'));
    expect(await read(given)).toEqual(['', 'Hel', 'lo']);
    expect(last()).toMatchObject({ ok: true, ttftMs: 200, latencyMs: 300 });
  });

  it('takes a stream that breaks in the middle for a failure', async () => {
    const reset = Object.assign(new Error('reset'), { code: 'ECONNRESET' });
    const given = await world.router.guard('openai', () => new Stream(() => spoken(CHUNK, CHUNK, reset)));
    await expect(read(given)).rejects.toBe(reset);
    expect(last()).toMatchObject({ ok: false, failure: 'network', ttftMs: 100 });
  });

  it.each([
    ['without its end', [ROLE, CHUNK], 'invalid_response'],
    ['with an error in it', [CHUNK, { error: { type: 'overloaded_error', message: 'x' } }], 'overloaded'],
    [
      'that was filtered',
      [CHUNK, { choices: [{ delta: {}, finish_reason: 'content_filter' }] }],
      'content_filtered',
    ],
  ])('takes a stream %s for what it is', async (_, items, failure) => {
    await read(await world.router.guard('openai', () => new Stream(() => spoken(...items))));
    expect(last()).toMatchObject({ ok: false, failure });
  });

  it('does not blame the target when its caller has heard enough', async () => {
    for await (const _ of await world.router.guard(
      'openai',
      () => new Stream(() => spoken(CHUNK, CHUNK, LAST)),
    ))
      break;
    expect(last()).toMatchObject({ ok: true, ttftMs: 100, latencyMs: null });
    expect(world.guarded).toHaveLength(1);
  });

  it('knows who speaks by events', async () => {
    const listeners = new Map<string, (value: unknown) => void>();
    const runner = {
      on: (event: string, listener: (value: unknown) => void) => listeners.set(event, listener),
      done: () => Promise.resolve(),
      [Symbol.asyncIterator]: () => spoken(),
    };
    await world.router.guard('anthropic', () => runner);
    listeners.get('streamEvent')!({ type: 'content_block_delta', delta: { type: 'text_delta', text: 'Hi' } });
    listeners.get('streamEvent')!({
      type: 'message_delta',
      delta: { stop_reason: 'end_turn' },
      usage: { output_tokens: 3 },
    });
    listeners.get('end')!(undefined);
    expect(last()).toMatchObject({ targetId: 'anthropic', ok: true, outputTokens: 3 });
  });

  it('ends in time, even where the call does not heed its signal', async () => {
    const call = world.router.guard('openai', () => new Promise(() => undefined), { timeoutMs: 10 });
    await expect(call).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(last()).toMatchObject({ failure: 'timeout', blame: 'provider' });
  });

  it('ends in time where a stream never gives a token', async () => {
    const silent = new Stream(async function* () {
      yield ROLE;
      await new Promise(() => undefined);
    });
    await expect(world.router.guard('openai', () => silent, { timeoutMs: 10 })).rejects.toMatchObject({
      name: 'TimeoutError',
    });
    expect(last()).toMatchObject({ failure: 'timeout' });
    expect(world.guarded).toHaveLength(1);
  });

  it('blames nobody when its caller goes away', async () => {
    const stop = new AbortController();
    const call = world.router.guard(
      'openai',
      ({ signal }) => {
        stop.abort(new Error('closed the tab'));
        return new Promise((_, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason as Error)),
        );
      },
      { signal: stop.signal },
    );
    await expect(call).rejects.toThrow('closed the tab');
    expect(last()).toMatchObject({ failure: 'cancelled', blame: 'caller', latencyMs: null });
    expect(world.world.state('openai').guarded).toMatchObject({ failures: 0, surfaced: 0 });
  });

  it('is not even begun for a caller who is gone already', async () => {
    let calls = 0;
    const call = world.router.guard('openai', () => calls++, {
      signal: AbortSignal.abort(new Error('gone')),
    });
    await expect(call).rejects.toThrow('gone');
    expect([calls, world.guarded.length]).toEqual([0, 1]);
  });
});

describe('a guarded call of fetch', () => {
  let world: RoutingWorld;
  const last = () => world.guarded.at(-1);
  const json = (body: unknown, init: { status?: number; headers?: Record<string, string> } = {}) =>
    Response.json(body, { ...init, headers: { 'x-request-id': 'req_9', ...init.headers } });

  beforeEach(() => {
    world = new RoutingWorld();
  });

  it('gives the answer, unread, and knows what it says', async () => {
    const body = { choices: [{ finish_reason: 'stop' }], usage: { completion_tokens: 4 } };
    const given = await world.router.guard('openai', () => json(body));
    expect(await given.json()).toEqual(body);
    expect(last()).toMatchObject({ ok: true, httpStatus: 200, requestId: 'req_9', outputTokens: 4 });
  });

  it('gives an answer that is an error as it came', async () => {
    const given = await world.router.guard('openai', () =>
      json({ error: { code: 'insufficient_quota' } }, { status: 429 }),
    );
    expect([given.status, await given.json()]).toEqual([429, { error: { code: 'insufficient_quota' } }]);
    expect(last()).toMatchObject({ failure: 'quota_exhausted', httpStatus: 429 });
  });

  it.each([
    [
      'HTML',
      () => new Response('<!doctype html><p>log in</p>', { headers: { 'content-type': 'text/html' } }),
    ],
    [
      'what is no JSON',
      () => new Response('{"choices":', { headers: { 'content-type': 'application/json' } }),
    ],
  ])('takes %s for no answer', async (_, answer) => {
    await world.router.guard('openai', answer);
    expect(last()).toMatchObject({ failure: 'invalid_response' });
  });

  it('reads the rate limit', async () => {
    const headers = { 'x-ratelimit-limit-requests': '100', 'x-ratelimit-remaining-requests': '5' };
    await world.router.guard('openai', () => json({ choices: [] }, { headers }));
    world.keeper.refresh();
    expect(world.ask().candidates.find(({ id }) => id === 'openai')!.factors.headroom).toBe(0.05);
  });

  const events = (...lines: string[]) =>
    new Response(ReadableStream.from(lines.map((line) => Buffer.from(`${line}\n\n`))), {
      headers: { 'content-type': 'text/event-stream' },
    });

  it('lets a stream of events pass, and watches it', async () => {
    const given = await world.router.guard('openai', () =>
      events(': working', 'data: {"a":1}', 'data: [DONE]'),
    );
    expect(world.guarded).toEqual([]);
    expect(await given.text()).toBe(': working\n\ndata: {"a":1}\n\ndata: [DONE]\n\n');
    expect(last()).toMatchObject({ ok: true, httpStatus: 200 });
    expect(last()!.ttftMs).not.toBeNull();
  });

  it('finds the error in a stream of events', async () => {
    await world.router.guard('openai', () => events('data: {"error":{"type":"overloaded_error"}}'));
    expect(last()).toMatchObject({ failure: 'overloaded' });
  });
});

describe('a guarded call of a model', () => {
  it('counts for the model, and for its provider what says something of the provider', async () => {
    const world = new RoutingWorld({ providers: { openai: { models: ['gpt-5-mini'] }, google: {} } });
    const fail = (status: number) =>
      world.router
        .guard('openai/gpt-5-mini', () => Promise.reject(Object.assign(new Error('x'), { status })))
        .catch(() => null);
    const heard = () => world.guarded.splice(0).map(({ targetId }) => targetId);
    await fail(503);
    expect(heard()).toEqual(['openai/gpt-5-mini']);
    await fail(401);
    expect(heard()).toEqual(['openai/gpt-5-mini', 'openai']);
    await world.router.guard('openai', () => 'well', { model: 'gpt-5-mini' });
    expect(heard()).toEqual(['openai/gpt-5-mini', 'openai']);
  });
});
