import Anthropic from '@anthropic-ai/sdk';
import type { FaultName } from '../support/simulators/fault.ts';
import { startFleet, type Fleet } from '../support/simulators/fleet.ts';
import { DEMO_KEY } from '../support/simulators/provider-simulator.ts';

describe('the Anthropic simulator, asked by the Anthropic SDK', () => {
  let fleet: Fleet;
  const client = (apiKey = DEMO_KEY): Anthropic =>
    new Anthropic({
      apiKey,
      authToken: null,
      baseURL: fleet.baseUrls.anthropic,
      maxRetries: 0,
      timeout: 5_000,
      logLevel: 'off',
    });
  const messages = [{ role: 'user' as const, content: 'hi' }];
  const model = 'claude-haiku-4-5';

  beforeAll(async () => {
    fleet = await startFleet();
  });
  afterEach(() => fleet.anthropic.heal());
  afterAll(() => fleet.close());

  const failing = async (fault: FaultName): Promise<unknown> => {
    await fleet.anthropic.setFault(fault);
    return client()
      .models.list()
      .then(
        () => null,
        (error: unknown) => error,
      );
  };

  it('lists its models page by page', async () => {
    const ids: string[] = [];
    for await (const { id } of client().models.list({ limit: 1 })) ids.push(id);
    expect(ids).toEqual(fleet.anthropic.models);
    await expect(client().models.list({ limit: 1 })).resolves.toMatchObject({ has_more: true });
    await expect(client().models.retrieve('claude-opus-4-6')).resolves.toMatchObject({ type: 'model' });
  });

  it('streams a message to its stop, by the names of its events', async () => {
    const stream = await client().messages.create({ model, max_tokens: 16, messages, stream: true });
    const types: string[] = [];
    for await (const event of stream) types.push(event.type);
    expect(types).toEqual([
      'message_start',
      'content_block_start',
      ...Array.from({ length: 5 }, () => 'content_block_delta'),
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
  });

  it('gives the streamed message as a whole', async () => {
    const message = await client().messages.stream({ model, max_tokens: 16, messages }).finalMessage();
    expect(message).toMatchObject({
      content: [{ type: 'text', text: 'Hello from the simulator.' }],
      stop_reason: 'end_turn',
      usage: { output_tokens: 5 },
    });
  });

  it('stops at the cap, even at one of nothing', async () => {
    await expect(client().messages.create({ model, max_tokens: 0, messages })).resolves.toMatchObject({
      content: [],
      stop_reason: 'max_tokens',
    });
  });

  it('counts tokens', async () => {
    const count = await client().messages.countTokens({ model, messages });
    expect(count.input_tokens).toBeGreaterThan(0);
  });

  it('takes the key in either header, and refuses a wrong one in both', async () => {
    const url = `${fleet.baseUrls.anthropic}/v1/models`;
    const status = async (headers: Record<string, string>): Promise<number> => {
      const response = await fetch(url, { headers: { 'anthropic-version': '2023-06-01', ...headers } });
      await response.text();
      return response.status;
    };
    expect(await status({ 'x-api-key': DEMO_KEY })).toBe(200);
    expect(await status({ authorization: `Bearer ${DEMO_KEY}` })).toBe(200);
    expect(await status({ 'x-api-key': 'wrong' })).toBe(401);
    expect(await status({ 'x-api-key': DEMO_KEY, authorization: 'Bearer other' })).toBe(401);
    expect(await status({})).toBe(401);

    const error = await client('wrong')
      .models.list()
      .catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(Anthropic.AuthenticationError);
    expect(error).toMatchObject({ status: 401, type: 'authentication_error' });
  });

  it('refuses a call that names no version', async () => {
    const response = await fetch(`${fleet.baseUrls.anthropic}/v1/models`, {
      headers: { 'x-api-key': DEMO_KEY },
    });
    expect(response.status).toBe(400);
    await expect(response.json()).resolves.toMatchObject({
      error: { message: 'anthropic-version: header is required' },
    });
  });

  it('answers an overload with 529, and says the same inside a stream', async () => {
    const error = await failing('overloaded');
    expect(error).toBeInstanceOf(Anthropic.OverloadedError);
    expect(error).toMatchObject({ status: 529, type: 'overloaded_error' });

    await fleet.anthropic.setFault('stream_error');
    const stream = await client().messages.create({ model, max_tokens: 16, messages, stream: true });
    const read = async (): Promise<void> => {
      for await (const event of stream) expect(event.type).not.toBe('message_stop');
    };
    await expect(read()).rejects.toMatchObject({ status: undefined, type: 'overloaded_error' });
  });

  it.each([
    ['429', Anthropic.RateLimitError, { status: 429, type: 'rate_limit_error' }],
    ['500', Anthropic.InternalServerError, { status: 500, type: 'api_error' }],
    ['503', Anthropic.ServiceUnavailableError, { status: 503 }],
    ['permission', Anthropic.PermissionDeniedError, { status: 403, type: 'permission_error' }],
    ['bad_request', Anthropic.BadRequestError, { status: 400, type: 'invalid_request_error' }],
  ] as const)('answers %s as the SDK expects it', async (fault, errorClass, fields) => {
    const error = await failing(fault);
    expect(error).toBeInstanceOf(errorClass);
    expect(error).toMatchObject(fields);
  });

  it('reports an empty balance as a bad request that only its text tells apart', async () => {
    const error = await failing('quota');
    expect(error).toBeInstanceOf(Anthropic.BadRequestError);
    expect(error).toMatchObject({ apiMessage: expect.stringContaining('credit balance is too low') });
  });

  it('gives the same request id in header and body, and its rate limits', async () => {
    const error = (await failing('429')) as InstanceType<typeof Anthropic.RateLimitError>;
    expect((error.error as { request_id: string }).request_id).toBe(error.requestID);
    expect(error.headers.get('retry-after')).toBe('15');
    expect(error.headers.get('anthropic-ratelimit-requests-remaining')).toBe('0');
    expect(error.headers.get('anthropic-ratelimit-requests-reset')).toMatch(/^\d{4}-\d\d-\d\dT[\d:]+Z$/);
  });

  it('knows no unknown model', async () => {
    await expect(
      client().messages.create({ model: 'claude-nope', max_tokens: 1, messages }),
    ).rejects.toMatchObject({ status: 404, type: 'not_found_error' });
  });
});
