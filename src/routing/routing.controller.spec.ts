import { RunningApp, until } from '../../test/support/running-app.ts';
import { startFleet, type Fleet } from '../../test/support/simulators/fleet.ts';
import { adviceSchema, changesSchema } from './routing.schema.ts';

const KEY = 'sk-canary-0123456789';
const PATH = '/health/integration/routing';

describe('GET /health/integration/routing', () => {
  let fleet: Fleet;
  let app: RunningApp;

  beforeAll(async () => {
    fleet = await startFleet({ keys: [KEY] });
    const provider = (id: 'openai' | 'anthropic' | 'deepseek', more: object = {}) => ({
      kind: id,
      base_url: fleet.baseUrls[id],
      api_key: '${KEY}',
      ...more,
    });
    app = await RunningApp.start(
      {
        defaults: { interval_seconds: 1, timeout_seconds: 0.9 },
        providers: {
          openai: provider('openai', { tags: ['chat', 'eu'], models: ['gpt-5-mini'] }),
          anthropic: provider('anthropic', { tags: ['chat'] }),
          deepseek: provider('deepseek', { weight: 0.5 }),
        },
        pools: { cheap: { targets: ['deepseek', 'openai'], strategy: 'priority' } },
      },
      { KEY },
    );
    await until(
      () => app.get(PATH),
      ({ body }) => body.candidates.every(({ status }: { status: string }) => status === 'healthy'),
    );
  });

  afterAll(async () => {
    await app.stop();
    await fleet.close();
  });

  it('names candidates with weights, and the factors that they are the product of', async () => {
    const { status, body } = await app.get(PATH);
    expect(status).toBe(200);
    expect(adviceSchema.parse(body)).toMatchObject({ panic: false, pool: 'default', strategy: 'balanced' });
    expect(body.candidates).toHaveLength(3);
    for (const { weight, factors } of body.candidates) {
      const product = Object.values(factors as Record<string, number>).reduce((all, one) => all * one);
      expect(weight).toBeCloseTo(product, 2);
    }
    const deepseek = body.candidates.find(({ id }: { id: string }) => id === 'deepseek');
    expect(deepseek.factors.configured).toBe(0.5);
  });

  it('knows pools of the settings, tags and models, and what who asks does not want', async () => {
    const ids = async (query: string) => {
      const { body } = await app.get(`${PATH}?${query}`);
      return body.candidates.map(({ id }: { id: string }) => id).toSorted();
    };
    expect(await ids('pool=cheap')).toEqual(['deepseek', 'openai']);
    expect(await ids('pool=chat')).toEqual(['anthropic', 'openai']);
    expect(await ids('tags=chat,eu')).toEqual(['openai']);
    expect(await ids('tags=chat&tags=eu')).toEqual(['openai']);
    expect(await ids('model=gpt-5-mini')).toEqual(['openai/gpt-5-mini']);
    expect(await ids('exclude=openai,deepseek')).toEqual(['anthropic']);
    expect(await ids('pool=cheap&limit=1')).toEqual(['deepseek']);
    const { body } = await app.get(`${PATH}?tags=eu`);
    expect(body.excluded.map(({ id, reason }: { id: string; reason: string }) => [id, reason])).toEqual([
      ['anthropic', 'filter_mismatch'],
      ['deepseek', 'filter_mismatch'],
    ]);
  });

  it('advises the same target for the same key', async () => {
    const first = async (key: string) => {
      const { body } = await app.get(`${PATH}?strategy=sticky&key=${key}`);
      return body.candidates[0].id as string;
    };
    const keys = Array.from({ length: 20 }, (_, i) => `user-${i}`);
    const before = await Promise.all(keys.map(first));
    expect(new Set(before).size).toBeGreaterThan(1);
    expect(await Promise.all(keys.map(first))).toEqual(before);
  });

  it.each([
    ['pool=nobody', 'pool', 'nobody', /^one of default\|cheap\|/],
    ['tags=chta', 'tags', 'chta', /did you mean chat/],
    ['exclude=opnai', 'exclude', 'opnai', /did you mean openai/],
    ['strategy=fastest', 'strategy', 'fastest', /balanced/],
    ['limit=0', 'limit', '0', /1/],
    ['modell=x', 'modell', 'x', /unknown key/],
  ])('refuses ?%s and names what is wrong', async (query, field, value, rule) => {
    const { status, body, headers } = await app.get(`${PATH}?${query}`);
    expect(status).toBe(400);
    expect(headers.get('content-type')).toMatch(/problem\+json/);
    expect(body.errors).toEqual([{ field, value, rule: expect.stringMatching(rule) as string }]);
  });

  it('spares who has the answer already, for as long as it holds', async () => {
    const read = async () => (await app.get(`${PATH}?pool=cheap`)).headers.get('etag')!;
    await until(
      async () => {
        const etag = await read();
        const again = await app.get(`${PATH}?pool=cheap`, { 'if-none-match': etag });
        return [again.status, again.text] as const;
      },
      ([status, text]) => status === 304 && text === '',
    );
    expect(await read()).not.toBe((await app.get(PATH)).headers.get('etag'));
  });

  it('turns away from who fails, tells when and why, and comes back', async () => {
    await fleet.anthropic.setFault('500');
    const { body } = await until(
      () => app.get(PATH),
      (answer) => answer.body.excluded.length === 1,
    );
    expect(body.excluded[0]).toMatchObject({
      id: 'anthropic',
      reason: expect.stringMatching(/circuit_open|unhealthy/),
    });
    const changes = await app.get(`${PATH}/changes?target=anthropic&pool=default`);
    expect(changesSchema.parse(changes.body).items.length).toBeGreaterThan(1);
    const turn = changes.body.items.find(({ moved }: { moved: { id: string; to: number | null }[] }) =>
      moved.some(({ id, to }) => id === 'anthropic' && to === null),
    );
    expect(turn.moved.find(({ id }: { id: string }) => id === 'anthropic').why).toMatch(/^left out, /);
    expect(turn.using.map(({ id }: { id: string }) => id)).not.toContain('anthropic');
    const then = await app.get(`${PATH}/changes?pool=default&limit=1&at=${encodeURIComponent(turn.at)}`);
    expect(then.body.items[0].number).toBe(turn.number);
    await fleet.anthropic.setFault('ok');
    await app.post('/health/integration/circuits/anthropic/reset');
    const back = await until(
      () => app.get(PATH),
      (answer) => answer.body.excluded.length === 0,
    );
    const anthropic = back.body.candidates.find(({ id }: { id: string }) => id === 'anthropic');
    expect(anthropic.factors.slow_start).toBeLessThan(0.5);
  }, 30_000);

  it('tells its changes in pages, newest first', async () => {
    const all = await app.get(`${PATH}/changes`);
    const first = await app.get(`${PATH}/changes?limit=2`);
    const next = await app.get(`${PATH}/changes?limit=2&cursor=${first.body.next_cursor}`);
    const numbers = [...first.body.items, ...next.body.items].map(({ number }: { number: number }) => number);
    expect(numbers).toEqual(numbers.toSorted((a, b) => b - a));
    expect(new Set(numbers).size).toBe(4);
    expect(all.body.items.length).toBeGreaterThanOrEqual(4);
    const wrong = await app.get(`${PATH}/changes?target=nobody&cursor=x`);
    expect(wrong.status).toBe(400);
  });
});
