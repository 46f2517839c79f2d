import { RoutingWorld } from '../../../test/support/routing-world.ts';
import { FAILURE_KINDS, type FailureKind } from '../../observations/failure-kind.ts';
import type { CallContext } from './guarded-call.ts';
import { failedBy, type Progress } from './call-outcome.ts';
import { isWorthRetrying } from './worth-retrying.ts';

const STATUS: Partial<Record<FailureKind, object>> = {
  overloaded: { status: 529 },
  server_error: { status: 500 },
  rate_limited: { status: 429 },
  quota_exhausted: { status: 402 },
  auth: { status: 401 },
  permission: { status: 403 },
  model_unavailable: { status: 404 },
  bad_request: { status: 400 },
  timeout: { code: 'UND_ERR_HEADERS_TIMEOUT' },
  network: { code: 'ECONNREFUSED' },
};

const errorOf = (kind: FailureKind): Error => Object.assign(new Error(kind), STATUS[kind]);

describe('whether another target is tried', () => {
  const worth = (failure: FailureKind, progress: Progress, isIdempotent: boolean) =>
    isWorthRetrying(failedBy(failure, progress, ''), isIdempotent);

  it.each(FAILURE_KINDS)('after %s', (kind) => {
    const isOfCaller = ['bad_request', 'content_filtered', 'cancelled'].includes(kind);
    expect(worth(kind, 'none', false)).toBe(!isOfCaller);
    expect(worth(kind, 'refused', false)).toBe(!isOfCaller);
    expect(worth(kind, 'unknown', false)).toBe(false);
    expect(worth(kind, 'unknown', true)).toBe(!isOfCaller);
    expect(worth(kind, 'produced', true)).toBe(false);
  });
});

describe('a call with failover', () => {
  let world: RoutingWorld;

  beforeEach(async () => {
    world = new RoutingWorld({ pools: { chat: { targets: ['openai', 'anthropic'], strategy: 'priority' } } });
    await world.runTo(60);
  });

  const tallyOf = (id: string) => world.world.state(id).guarded;

  /** Fails with those that are named, and answers with its own id. */
  function failing(failures: Readonly<Record<string, Error>>) {
    const tried: string[] = [];
    const call = ({ id }: CallContext): string => {
      tried.push(id);
      const error = failures[id];
      if (error !== undefined) throw error;
      return id;
    };
    return { tried, call };
  }

  it('goes where the advice says, and no further when that does', async () => {
    const { tried, call } = failing({});
    expect(await world.router.withFailover('chat', call)).toBe('openai');
    expect(tried).toEqual(['openai']);
  });

  it.each([
    'overloaded',
    'server_error',
    'rate_limited',
    'quota_exhausted',
    'auth',
    'permission',
    'model_unavailable',
    'network',
  ] as const)('tries the next one after %s, and counts whom that rescued', async (kind) => {
    const { tried, call } = failing({ openai: errorOf(kind) });
    expect(await world.router.withFailover('chat', call)).toBe('anthropic');
    expect(tried).toEqual(['openai', 'anthropic']);
    expect(tallyOf('openai')).toEqual({ calls: 1, failures: 1, rescued: 1, surfaced: 0 });
    expect(tallyOf('anthropic')).toEqual({ calls: 1, failures: 0, rescued: 0, surfaced: 0 });
  });

  it('throws what was thrown, and tries nobody else, when it is the caller’s own', async () => {
    const error = errorOf('bad_request');
    const { tried, call } = failing({ openai: error });
    await expect(world.router.withFailover('chat', call)).rejects.toBe(error);
    expect(tried).toEqual(['openai']);
    expect(tallyOf('openai')).toMatchObject({ failures: 0, surfaced: 0 });
  });

  it('does not call again what may have been executed, unless that does no harm', async () => {
    const { call } = failing({ openai: errorOf('timeout') });
    await expect(world.router.withFailover('chat', call)).rejects.toMatchObject({
      code: 'FAILOVER_EXHAUSTED',
    });
    expect(await world.router.withFailover('chat', call, { idempotent: true })).toBe('anthropic');
    expect(tallyOf('openai')).toMatchObject({ failures: 2, rescued: 1, surfaced: 1 });
  });

  it('tells of every attempt when nobody would do, and when to try again', async () => {
    const { call } = failing({ openai: errorOf('server_error'), anthropic: errorOf('overloaded') });
    const error: unknown = await world.router.withFailover('chat', call).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      name: 'FailoverError',
      pool: 'chat',
      attempts: [
        { targetId: 'openai', failure: 'server_error' },
        { targetId: 'anthropic', failure: 'overloaded' },
      ],
      cause: { message: 'overloaded' },
    });
    expect((error as Error).message).toBe(
      'no target of chat would do: openai (server_error), anthropic (overloaded)',
    );
  });

  it('does not ask who is known to be down', async () => {
    world.report(6, { targetId: 'openai', failure: 'server_error' });
    const { tried, call } = failing({});
    expect(await world.router.withFailover('chat', call)).toBe('anthropic');
    expect(tried).toEqual(['anthropic']);
  });

  it('goes past a circuit that opened since the advice was made', async () => {
    world.circuits.force('openai', 'open', { reason: 'drill', forMs: null });
    const { tried, call } = failing({});
    expect(await world.router.withFailover('chat', call)).toBe('anthropic');
    expect(tried).toEqual(['anthropic']);
  });

  it('in panic calls the least bad one, one call at a time, though its circuit is open', async () => {
    for (const targetId of ['openai', 'anthropic', 'google'])
      world.report(6, { targetId, failure: 'server_error' });
    expect(world.ask({ pool: 'chat' }).isPanic).toBe(true);
    const tried: string[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    const slow = async ({ id }: CallContext) => {
      tried.push(id);
      await promise;
      return id;
    };
    const calls = [0, 1, 2].map(() =>
      world.router.withFailover('chat', slow).catch((error: Error) => error.name),
    );
    await Promise.resolve();
    resolve();
    expect((await Promise.all(calls)).toSorted()).toEqual(['FailoverError', 'anthropic', 'openai']);
    expect(tried).toHaveLength(2);
  });

  it('calls nobody whom an operator holds open', async () => {
    for (const id of ['openai', 'anthropic'])
      world.circuits.force(id, 'open', { reason: 'drill', forMs: null });
    world.keeper.refresh();
    expect(world.ask({ pool: 'chat' })).toMatchObject({ isPanic: true, excluded: [] });
    const { tried, call } = failing({});
    await expect(world.router.withFailover('chat', call)).rejects.toThrow('no target of chat would do');
    expect(tried).toEqual([]);
  });

  it('begins a stream elsewhere before its first token, and never after', async () => {
    const token = { choices: [{ delta: { content: 'Hi' } }] };
    const end = { choices: [{ delta: {}, finish_reason: 'stop' }] };
    const reset = Object.assign(new Error('reset'), { code: 'ECONNRESET' });
    const call = (broken: unknown[]) =>
      async function* ({ id }: CallContext) {
        for (const item of id === 'openai' ? broken : [token, end]) {
          if (item instanceof Error) throw item;
          yield await Promise.resolve(item);
        }
      };
    const read = async (stream: AsyncIterable<unknown>) => {
      const items: unknown[] = [];
      for await (const item of stream) items.push(item);
      return items;
    };
    const overload = { error: { type: 'overloaded_error', message: 'x' } };
    expect(await read(await world.router.withFailover('chat', call([overload])))).toEqual([token, end]);
    const early = await world.router.withFailover('chat', call([reset]), { idempotent: true });
    expect(await read(early)).toEqual([token, end]);
    const late = await world.router.withFailover('chat', call([token, reset]), { idempotent: true });
    await expect(read(late)).rejects.toBe(reset);
    expect(tallyOf('openai')).toMatchObject({ calls: 3, failures: 3, rescued: 2, surfaced: 1 });
  });

  it('gives the answer of fetch as it is where no other did better', async () => {
    const answer = () => Response.json({ error: { code: 'insufficient_quota' } }, { status: 429 });
    const given = await world.router.withFailover('chat', answer);
    expect(given.status).toBe(429);
    expect(await given.json()).toEqual({ error: { code: 'insufficient_quota' } });
  });

  it('ends when its time is up, and blames no target that had too little of it', async () => {
    const hang = ({ id }: CallContext) => {
      world.world.clock.advance(id === 'openai' ? 95 : 10);
      return new Promise((_, reject) => {
        if (id === 'openai') reject(errorOf('server_error'));
      });
    };
    const call = world.router.withFailover('chat', hang, { deadlineMs: 100 });
    await expect(call).rejects.toBeDefined();
    const ofLast = world.guarded.filter(({ targetId }) => targetId === 'anthropic');
    expect(ofLast).toEqual([expect.objectContaining({ failure: 'cancelled' })]);
  });

  it('takes no more attempts than it may, and none for a caller who is gone', async () => {
    const { tried, call } = failing({ openai: errorOf('server_error') });
    await expect(world.router.withFailover('chat', call, { maxAttempts: 1 })).rejects.toThrow(/server_error/);
    expect(tried).toEqual(['openai']);
    const gone = world.router.withFailover('chat', call, { signal: AbortSignal.abort(new Error('gone')) });
    await expect(gone).rejects.toThrow('gone');
    expect(tried).toEqual(['openai']);
  });

  it('calls those that have the model, and refuses a pool that there is not', async () => {
    await expect(world.router.withFailover('chta', () => 1)).rejects.toThrow(RangeError);
    const own = new RoutingWorld({
      providers: { openai: { models: ['gpt-5'] }, google: { models: ['gemini'] } },
    });
    const seen: unknown[] = [];
    await own.router.withFailover('default', ({ id, model }) => seen.push([id, model]), { model: 'gpt-5' });
    expect(seen).toEqual([['openai/gpt-5', 'gpt-5']]);
  });
});
