import OpenAI from 'openai';
import type { FaultName } from '../support/simulators/fault.ts';
import { startFleet, type Fleet } from '../support/simulators/fleet.ts';
import { DEMO_KEY } from '../support/simulators/provider-simulator.ts';

/** What the vendor's own SDK makes of an answer is the judge of whether the simulator speaks its language. */
describe('the OpenAI simulator, asked by the OpenAI SDK', () => {
  let fleet: Fleet;
  const client = (apiKey = DEMO_KEY): OpenAI =>
    new OpenAI({ apiKey, baseURL: fleet.baseUrls.openai, maxRetries: 0, timeout: 5_000, logLevel: 'off' });

  beforeAll(async () => {
    fleet = await startFleet();
  });
  afterEach(() => fleet.openai.heal());
  afterAll(() => fleet.close());

  const failing = async (fault: FaultName): Promise<unknown> => {
    await fleet.openai.setFault(fault);
    return client()
      .models.list()
      .then(
        () => null,
        (error: unknown) => error,
      );
  };

  it('lists its models, and gives one of them', async () => {
    const page = await client().models.list();
    expect(page.data.map(({ id }) => id)).toContain('gpt-5-mini');
    await expect(client().models.retrieve('gpt-5-mini')).resolves.toMatchObject({ object: 'model' });
  });

  it('streams a chat to its end, with the usage in the last chunk', async () => {
    const stream = await client().chat.completions.create({
      model: 'gpt-5-mini',
      messages: [{ role: 'user', content: 'hi' }],
      max_completion_tokens: 16,
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = '';
    let finishReason: string | null = null;
    let outputTokens: number | undefined;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? '';
      finishReason = chunk.choices[0]?.finish_reason ?? finishReason;
      outputTokens = chunk.usage?.completion_tokens ?? outputTokens;
    }
    expect({ text, finishReason, outputTokens }).toEqual({
      text: 'Hello from the simulator.',
      finishReason: 'stop',
      outputTokens: 5,
    });
  });

  it('streams a chat cut at the cap, and says so', async () => {
    const stream = await client().chat.completions.create({
      model: 'gpt-5-mini',
      messages: [{ role: 'user', content: 'hi' }],
      max_completion_tokens: 2,
      stream: true,
    });
    const seen: unknown[] = [];
    for await (const { choices } of stream) seen.push(choices[0]?.delta.content ?? choices[0]?.finish_reason);
    expect(seen).toEqual(['', 'Hello', ' from', 'length']);
  });

  it('answers a chat in one document, cut at the cap', async () => {
    const completion = await client().chat.completions.create({
      model: 'gpt-5-mini',
      messages: [{ role: 'user', content: 'hi' }],
      max_completion_tokens: 1,
    });
    expect(completion.choices[0]).toMatchObject({ message: { content: 'Hello' }, finish_reason: 'length' });
  });

  it('streams a response to its completion', async () => {
    const stream = await client().responses.create({
      model: 'gpt-5-mini',
      input: 'hi',
      max_output_tokens: 16,
      stream: true,
    });
    const types: string[] = [];
    for await (const event of stream) types.push(event.type);
    expect(types[0]).toBe('response.created');
    expect(types).toContain('response.output_text.delta');
    expect(types.at(-1)).toBe('response.completed');
  });

  it('counts the tokens of an input', async () => {
    const count = await client().responses.inputTokens.count({ model: 'gpt-5-mini', input: 'hi' });
    expect(count.input_tokens).toBeGreaterThan(0);
  });

  it('reports a used-up quota inside a stream that began with status 200', async () => {
    await fleet.openai.setFault('stream_error');
    const stream = await client().chat.completions.create({
      model: 'gpt-5-mini',
      messages: [{ role: 'user', content: 'hi' }],
      stream: true,
    });
    const read = async (): Promise<void> => {
      for await (const chunk of stream) expect(chunk.object).toBe('chat.completion.chunk');
    };
    await expect(read()).rejects.toMatchObject({ status: undefined, code: 'insufficient_quota' });
  });

  it('refuses a wrong key as authentication', async () => {
    const error = await client('wrong-key-1234')
      .models.list()
      .catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(OpenAI.AuthenticationError);
    expect(error).toMatchObject({
      status: 401,
      code: 'invalid_api_key',
      requestID: expect.stringMatching(/^req_/),
    });
  });

  it('tells a rate limit, which has a retry-after, from a used-up quota, which has none', async () => {
    const limited = await failing('429');
    expect(limited).toBeInstanceOf(OpenAI.RateLimitError);
    expect(limited).toMatchObject({ status: 429, code: 'rate_limit_exceeded', type: 'requests' });
    expect((limited as InstanceType<typeof OpenAI.RateLimitError>).headers.get('retry-after')).toBe('15');

    const empty = await failing('quota');
    expect(empty).toBeInstanceOf(OpenAI.RateLimitError);
    expect(empty).toMatchObject({ code: 'insufficient_quota', type: 'insufficient_quota' });
    expect((empty as InstanceType<typeof OpenAI.RateLimitError>).headers.get('retry-after')).toBeNull();
  });

  it.each([
    ['500', OpenAI.InternalServerError, { status: 500, type: 'server_error' }],
    ['overloaded', OpenAI.InternalServerError, { status: 503, code: 'server_is_overloaded' }],
    ['bad_request', OpenAI.BadRequestError, { status: 400, type: 'invalid_request_error' }],
    ['permission', OpenAI.PermissionDeniedError, { status: 403 }],
  ] as const)('answers %s as the SDK expects it', async (fault, errorClass, fields) => {
    const error = await failing(fault);
    expect(error).toBeInstanceOf(errorClass);
    expect(error).toMatchObject(fields);
  });

  it('does not know a model: 404 in chat completions, 400 in responses', async () => {
    const messages = [{ role: 'user' as const, content: 'hi' }];
    await expect(client().chat.completions.create({ model: 'nope', messages })).rejects.toMatchObject({
      status: 404,
      code: 'model_not_found',
    });
    await expect(client().responses.create({ model: 'nope', input: 'hi' })).rejects.toMatchObject({
      status: 400,
      code: 'model_not_found',
    });
  });

  it('resets a connection so that the SDK sees ECONNRESET', async () => {
    const error = await failing('reset');
    expect(error).toBeInstanceOf(OpenAI.APIConnectionError);
    expect((error as { cause: { cause: { code: string } } }).cause.cause.code).toBe('ECONNRESET');
  });

  it('refuses connections, and takes them again on the same port', async () => {
    const error = await failing('refuse');
    expect((error as { cause: { cause: { code: string } } }).cause.cause.code).toBe('ECONNREFUSED');
    await fleet.openai.heal();
    await expect(client().models.list()).resolves.toMatchObject({ object: 'list' });
  });

  it('reads the key from a basic password too', async () => {
    const authorization = `Basic ${Buffer.from(`:${DEMO_KEY}`).toString('base64')}`;
    const response = await fetch(`${fleet.baseUrls.openai}/models`, { headers: { authorization } });
    expect(response.status).toBe(200);
    await response.text();
  });
});
