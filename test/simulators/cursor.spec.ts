import { startFleet, type Fleet } from '../support/simulators/fleet.ts';
import { DEMO_KEY } from '../support/simulators/provider-simulator.ts';

/** The vendor has no SDK for this API; its published description is the measure. */
describe('the Cursor simulator', () => {
  let fleet: Fleet;
  beforeAll(async () => {
    fleet = await startFleet();
  });
  afterEach(() => fleet.cursor.heal());
  afterAll(() => fleet.close());

  const get = async (
    path: string,
    authorization?: string,
  ): Promise<{ status: number; body: unknown; headers: Headers }> => {
    const headers = authorization === undefined ? {} : { authorization };
    const response = await fetch(fleet.baseUrls.cursor + path, { headers });
    return { status: response.status, body: await response.json(), headers: response.headers };
  };
  const bearer = `Bearer ${DEMO_KEY}`;

  it('takes the key as bearer or as a user name without password', async () => {
    const basic = `Basic ${Buffer.from(`${DEMO_KEY}:`).toString('base64')}`;
    for (const authorization of [bearer, basic]) {
      const { status, body } = await get('/me', authorization);
      expect(status).toBe(200);
      expect(body).toEqual({ apiKeyName: expect.any(String), createdAt: expect.any(String) });
    }
  });

  it('lists its models as items', async () => {
    const { body } = await get('/models', bearer);
    expect((body as { items: { id: string }[] }).items.map(({ id }) => id)).toEqual(fleet.cursor.models);
  });

  it('tells no key from an unknown one', async () => {
    expect(await get('/me')).toMatchObject({ status: 401, body: { error: { code: 'unauthorized' } } });
    expect(await get('/me', 'Bearer nope')).toMatchObject({
      status: 401,
      body: { error: { code: 'api_key_not_found' } },
    });
  });

  it('tells a rate limit from a used-up plan, and limits only then', async () => {
    await fleet.cursor.setFault('429', { retryAfterSeconds: 7 });
    const limited = await get('/me', bearer);
    expect(limited).toMatchObject({ status: 429, body: { error: { code: 'rate_limit_exceeded' } } });
    expect(limited.headers.get('retry-after')).toBe('7');
    expect(limited.headers.get('x-ratelimit-remaining')).toBe('0');

    await fleet.cursor.setFault('quota');
    const empty = await get('/me', bearer);
    expect(empty.body).toMatchObject({ error: { code: 'usage_limit_exceeded' } });
    expect(empty.headers.get('retry-after')).toBeNull();
  });

  it('has nothing to complete with', async () => {
    expect(await get('/chat/completions', bearer)).toMatchObject({ status: 404 });
  });
});
