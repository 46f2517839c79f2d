import { type BellwetherClient, type ClientOptions, createClient } from '../../client/index.ts';
import { AdviceServer } from '../support/advice-server.ts';
import { until } from '../support/running-app.ts';

const QUICK = { retryMs: 20, maxRetryMs: 100, pollMs: 20, timeoutMs: 2_000 };

describe('a client that mirrors advice', () => {
  let server: AdviceServer;
  let client: BellwetherClient;
  const errors: unknown[] = [];

  function connect(options: Partial<ClientOptions> = {}): BellwetherClient {
    client = createClient({ url: server.url, ...QUICK, onError: (error) => errors.push(error), ...options });
    return client;
  }

  const ids = (): string[] => client.rank().map(({ id }) => id);
  const comesTo = (wanted: readonly string[]) =>
    until(ids, (seen) => JSON.stringify(seen) === JSON.stringify(wanted));
  const isIn = (state: string) =>
    until(
      () => client.state(),
      (seen) => seen === state,
    );

  beforeEach(async () => {
    errors.length = 0;
    server = new AdviceServer();
    await server.start();
  });

  afterEach(async () => {
    await client.close();
    await server.stop();
  });

  it('answers from memory once the stream has begun', async () => {
    connect();
    expect(await client.ready()).toBe(true);
    expect(ids()).toEqual(['openai', 'anthropic']);
    expect(client.advice()).toMatchObject({ panic: false, seq: 1 });
    expect(client.ageMs()).toBeLessThan(5_000);
    expect(client.state()).toBe('streaming');
  });

  it('hears of every turn, and tells who wants to know', async () => {
    connect();
    await client.ready();
    const heard: string[] = [];
    const end = client.onChange(({ candidates }) => heard.push(candidates[0]!.id));
    client.onChange(() => {
      throw new Error('a listener of the caller fails');
    });
    server.advise(['qwen']);
    await comesTo(['qwen']);
    end();
    server.advise(['google']);
    await comesTo(['google']);
    expect(heard).toEqual(['qwen']);
    expect(errors).toHaveLength(2);
  });

  it('draws by share, and leaves out who has just failed', async () => {
    let chance = 0;
    connect({ random: () => chance });
    await client.ready();
    expect(client.pick()?.id).toBe('openai');
    chance = 0.74;
    expect(client.pick()?.id).toBe('openai');
    chance = 0.76;
    expect(client.pick()?.id).toBe('anthropic');
    chance = 0;
    expect(client.pick({ exclude: ['openai'] })?.id).toBe('anthropic');
    expect(client.pick({ exclude: ['openai', 'anthropic'] })).toBeNull();
  });

  it('shows its token, asks for its pool, and keeps a path in front', async () => {
    connect({ token: 'secret', pool: 'chat', url: `${server.url}/monitoring/` });
    await client.ready();
    expect(server.asked[0]).toMatchObject({
      path: '/monitoring/health/integration/events?types=routing.changed&pool=chat',
      headers: { authorization: 'Bearer secret' },
    });
  });

  it('goes on without a gap when the connection breaks', async () => {
    connect();
    await client.ready();
    server.advise(['a']);
    await comesTo(['a']);
    server.cut();
    server.advise(['b']);
    await comesTo(['b']);
    await isIn('streaming');
    const resumed = server.asked.filter(({ headers }) => headers['last-event-id'] === 'run1-1');
    expect(resumed.length).toBeGreaterThan(0);
  });

  it('takes up what another run of the server says', async () => {
    connect();
    await client.ready();
    await server.stop();
    await isIn('lost');
    await server.restart(['qwen', 'google']);
    await comesTo(['qwen', 'google']);
    await isIn('streaming');
    server.advise(['deepseek']);
    expect(await comesTo(['deepseek'])).toHaveLength(1);
  });

  it('goes on answering while the server is gone, and says how old that is', async () => {
    connect();
    await client.ready();
    await server.stop();
    await isIn('lost');
    const age = client.ageMs();
    await until(
      () => client.ageMs(),
      (ms) => ms > age + 50,
    );
    expect(client.pick()).not.toBeNull();
    expect(ids()).toEqual(['openai', 'anthropic']);
    await server.restart(['openai']);
  });

  it('advises the targets it was told where the word of the server is too old', async () => {
    connect({ targets: ['mine', 'yours'], maxAgeMs: 100 });
    await client.ready();
    expect(ids()).toEqual(['openai', 'anthropic']);
    await server.stop();
    await comesTo(['mine', 'yours']);
    await server.restart(['openai']);
    await comesTo(['openai']);
  });

  it('advises the targets it was told before the server has said anything', async () => {
    server.isHanging = true;
    connect({ targets: ['mine', 'yours'] });
    expect(client.pick()).toMatchObject({ status: 'unknown', share: 0.5 });
    expect([client.ageMs(), client.advice(), client.state()]).toEqual([Infinity, null, 'starting']);
    expect(await client.ready(20)).toBe(false);
  });

  it('has nobody where nothing is known and nobody was named', () => {
    server.isHanging = true;
    connect();
    expect([client.pick(), client.rank()]).toEqual([null, []]);
  });

  it('polls while there is no room for its stream, and asks only for what is new', async () => {
    server.streamRefusal = { status: 503, headers: { 'retry-after': '0' } };
    connect();
    await client.ready();
    await isIn('polling');
    const polls = () => server.asked.filter(({ path }) => path.includes('/routing'));
    await until(polls, (all) => all.some(({ headers }) => headers['if-none-match'] === '"run1-1"'));
    server.advise(['qwen']);
    await comesTo(['qwen']);
    expect(client.ageMs()).toBeLessThan(5_000);
    server.streamRefusal = null;
    await isIn('streaming');
    const count = polls().length;
    server.advise(['google']);
    await comesTo(['google']);
    expect(polls()).toHaveLength(count);
  });

  it('leaves the stream alone for as long as the server asks', async () => {
    server.streamRefusal = { status: 503, headers: { 'retry-after': '3600' } };
    connect();
    await client.ready();
    const polls = () => server.asked.filter(({ path }) => path.includes('/routing')).length;
    await until(polls, (count) => count > 5);
    expect(server.asked.filter(({ path }) => path.includes('/events'))).toHaveLength(1);
  });

  it('only polls where it is told to', async () => {
    connect({ stream: false });
    await client.ready();
    server.advise(['qwen']);
    await comesTo(['qwen']);
    expect(server.asked.every(({ path }) => path.includes('/routing'))).toBe(true);
  });

  it('gives up a stream that is silent, and keeps one that only says that it is there', async () => {
    connect({ silentMs: 200 });
    await client.ready();
    const beating = setInterval(() => server.beat(), 20);
    await until(
      () => client.ageMs(),
      (ms) => ms < 20,
    );
    const opened = () => server.asked.filter(({ path }) => path.includes('/events')).length;
    expect(opened()).toBe(1);
    clearInterval(beating);
    await until(opened, (count) => count > 1);
  });

  it('does not take another page for advice', async () => {
    connect({
      fetch: () =>
        Promise.resolve(
          new Response('{"login":"here"}', { headers: { 'content-type': 'application/json' } }),
        ),
      targets: ['mine'],
    });
    await until(
      () => errors.length,
      (count) => count > 2,
    );
    expect(ids()).toEqual(['mine']);
    expect(client.advice()).toBeNull();
  });

  it('asks for nothing more once it is closed, and still answers', async () => {
    connect();
    await client.ready();
    await client.close();
    const count = server.asked.length;
    await until(
      () => server.listeners,
      (listeners) => listeners === 0,
    );
    expect(client.state()).toBe('closed');
    expect(client.pick()).not.toBeNull();
    expect(server.asked).toHaveLength(count);
  });
});
