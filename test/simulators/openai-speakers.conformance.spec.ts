import OpenAI from 'openai';
import type { FaultName } from '../support/simulators/fault.ts';
import { startFleet, type Fleet } from '../support/simulators/fleet.ts';
import { DEMO_KEY } from '../support/simulators/provider-simulator.ts';

const CASES = {
  deepseek: {
    model: 'deepseek-flash',
    quota: { errorClass: OpenAI.APIError, fields: { status: 402 } },
    overloaded: { status: 503, type: 'service_unavailable_error' },
    unknownModel: 400,
  },
  qwen: {
    model: 'qwen-flash',
    quota: { errorClass: OpenAI.BadRequestError, fields: { status: 400, code: 'Arrearage' } },
    overloaded: { status: 503, code: 'ModelServingError' },
    unknownModel: 404,
  },
} as const;

describe.each(['deepseek', 'qwen'] as const)('the %s simulator, asked by the OpenAI SDK', (id) => {
  const expected = CASES[id];
  let fleet: Fleet;
  const client = (apiKey = DEMO_KEY, prefix = ''): OpenAI =>
    new OpenAI({
      apiKey,
      baseURL: fleet.baseUrls[id] + prefix,
      maxRetries: 0,
      timeout: 5_000,
      logLevel: 'off',
    });
  const messages = [{ role: 'user' as const, content: 'hi' }];

  beforeAll(async () => {
    fleet = await startFleet();
  });
  afterEach(() => fleet[id].heal());
  afterAll(() => fleet.close());

  const failing = async (fault: FaultName): Promise<unknown> => {
    await fleet[id].setFault(fault);
    return client()
      .models.list()
      .then(
        () => null,
        (error: unknown) => error,
      );
  };

  it('lists its models, under any prefix', async () => {
    const page = await client().models.list();
    expect(page.data.map((model) => model.id)).toEqual(fleet[id].models);
    await expect(client(DEMO_KEY, '/v1').models.list()).resolves.toMatchObject({ object: 'list' });
  });

  it('streams a chat to its end', async () => {
    const stream = await client().chat.completions.create({
      model: expected.model,
      messages,
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = '';
    let totalTokens: number | undefined;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? '';
      totalTokens = chunk.usage?.total_tokens ?? totalTokens;
    }
    expect(text).toBe('Hello from the simulator.');
    expect(totalTokens).toBeGreaterThan(5);
  });

  it('refuses a wrong key as authentication', async () => {
    const error = await client('sk-wrong')
      .models.list()
      .catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(OpenAI.AuthenticationError);
    expect(error).toMatchObject({ status: 401 });
  });

  it('reports an account without money in its own way', async () => {
    const error = await failing('quota');
    expect(error).toBeInstanceOf(expected.quota.errorClass);
    expect(error).toMatchObject(expected.quota.fields);
  });

  it.each([
    ['429', OpenAI.RateLimitError, 429],
    ['500', OpenAI.InternalServerError, 500],
    ['bad_request', OpenAI.BadRequestError, 400],
  ] as const)('answers %s as the SDK expects it', async (fault, errorClass, status) => {
    const error = await failing(fault);
    expect(error).toBeInstanceOf(errorClass);
    expect(error).toMatchObject({ status });
  });

  it('says that it is overloaded', async () => {
    expect(await failing('overloaded')).toMatchObject(expected.overloaded);
  });

  it('knows no unknown model', async () => {
    await expect(client().chat.completions.create({ model: 'nope', messages })).rejects.toMatchObject({
      status: expected.unknownModel,
    });
  });
});

describe('what is particular to one of them', () => {
  let fleet: Fleet;
  const authorization = `Bearer ${DEMO_KEY}`;
  beforeAll(async () => {
    fleet = await startFleet();
  });
  afterAll(() => fleet.close());

  it('DeepSeek thinks before it speaks, behind a comment that keeps the connection alive', async () => {
    const response = await fetch(`${fleet.baseUrls.deepseek}/chat/completions`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'deepseek-v4-pro', messages: [], stream: true }),
    });
    const text = await response.text();
    expect(text.startsWith(': keep-alive\n\n')).toBe(true);
    expect(text.indexOf('"reasoning_content"')).toBeLessThan(text.indexOf('"content":"Hello"'));
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
  });

  it('DeepSeek tells its balance', async () => {
    const response = await fetch(`${fleet.baseUrls.deepseek}/user/balance`, { headers: { authorization } });
    await expect(response.json()).resolves.toMatchObject({ is_available: true });
  });

  it('Qwen gives its request id in header and error body', async () => {
    const response = await fetch(`${fleet.baseUrls.qwen}/models`);
    expect(response.status).toBe(401);
    await expect(response.json()).resolves.toMatchObject({
      request_id: response.headers.get('x-request-id'),
    });
  });
});
