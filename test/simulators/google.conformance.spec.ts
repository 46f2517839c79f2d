import { ApiError, GoogleGenAI } from '@google/genai';
import type { FaultName } from '../support/simulators/fault.ts';
import { startFleet, type Fleet } from '../support/simulators/fleet.ts';
import { DEMO_KEY } from '../support/simulators/provider-simulator.ts';

describe('the Google simulator, asked by the Google SDK', () => {
  let fleet: Fleet;
  const client = (apiVersion: 'v1' | 'v1beta' = 'v1beta', apiKey = DEMO_KEY): GoogleGenAI =>
    new GoogleGenAI({
      apiKey,
      apiVersion,
      // Without a fetch of its own the SDK looks for undici's dispatcher on a global that jest's realm does not have.
      httpOptions: { baseUrl: fleet.baseUrls.google, timeout: 5_000, fetch },
    });
  const model = 'gemini-2.5-flash';

  beforeAll(async () => {
    fleet = await startFleet();
  });
  afterEach(() => fleet.google.heal());
  afterAll(() => fleet.close());

  const failing = async (fault: FaultName): Promise<{ status: number; body: { error: GoogleErrorBody } }> => {
    await fleet.google.setFault(fault);
    const error: unknown = await client()
      .models.list()
      .then(
        () => null,
        (cause: unknown) => cause,
      );
    expect(error).toBeInstanceOf(ApiError);
    const { status, message } = error as ApiError;
    return { status, body: JSON.parse(message) as { error: GoogleErrorBody } };
  };

  it.each(['v1', 'v1beta'] as const)('lists its models page by page under %s', async (version) => {
    const names: (string | undefined)[] = [];
    const pager = await client(version).models.list({ config: { pageSize: 1 } });
    expect(pager.page).toHaveLength(1);
    for await (const { name } of pager) names.push(name);
    expect(names).toEqual(fleet.google.models.map((id) => `models/${id}`));
    await expect(client(version).models.get({ model })).resolves.toMatchObject({ name: `models/${model}` });
  });

  it('streams content to its finish reason', async () => {
    const stream = await client().models.generateContentStream({ model, contents: 'hi' });
    let text = '';
    let finishReason: string | undefined;
    for await (const chunk of stream) {
      text += chunk.text ?? '';
      finishReason = chunk.candidates?.[0]?.finishReason ?? finishReason;
      expect(chunk.usageMetadata?.candidatesTokenCount).toBe(5);
    }
    expect({ text, finishReason }).toEqual({ text: 'Hello from the simulator.', finishReason: 'STOP' });
  });

  it('answers in one document, cut at the cap', async () => {
    const answer = await client().models.generateContent({
      model,
      contents: 'hi',
      config: { maxOutputTokens: 1 },
    });
    expect(answer.text).toBe('Hello');
    expect(answer.candidates?.[0]?.finishReason).toBe('MAX_TOKENS');
  });

  it('counts tokens', async () => {
    const count = await client().models.countTokens({ model, contents: 'hi' });
    expect(count.totalTokens).toBeGreaterThan(0);
  });

  it('reports a wrong key as a bad request whose details tell the reason', async () => {
    await expect(client('v1beta', 'wrong').models.list()).rejects.toMatchObject({
      name: 'ApiError',
      status: 400,
    });
    const { status, body } = await failing('wrong_key');
    expect(status).toBe(400);
    expect(body.error.details?.[0]).toMatchObject({ reason: 'API_KEY_INVALID' });
  });

  it('takes the key from the query, and refuses a caller without one', async () => {
    const withKey = await fetch(`${fleet.baseUrls.google}/v1beta/models?key=${DEMO_KEY}`);
    expect(withKey.status).toBe(200);
    await withKey.text();
    const without = await fetch(`${fleet.baseUrls.google}/v1beta/models`);
    expect(without.status).toBe(403);
    await expect(without.json()).resolves.toMatchObject({ error: { status: 'PERMISSION_DENIED' } });
  });

  it('tells the minute limit, which says when to come back, from the day quota, which does not', async () => {
    const limited = await failing('429');
    expect(limited.status).toBe(429);
    expect(JSON.stringify(limited.body)).toContain('PerMinute');
    expect(JSON.stringify(limited.body)).toContain('"retryDelay":"15s"');

    const empty = await failing('quota');
    expect(empty.status).toBe(429);
    expect(JSON.stringify(empty.body)).toContain('PerDay');
    expect(JSON.stringify(empty.body)).not.toContain('retryDelay');
  });

  it.each([
    ['500', 500, 'INTERNAL'],
    ['overloaded', 503, 'UNAVAILABLE'],
    ['permission', 403, 'PERMISSION_DENIED'],
    ['bad_request', 400, 'INVALID_ARGUMENT'],
  ] as const)('answers %s as the SDK expects it', async (fault, status, name) => {
    const { status: got, body } = await failing(fault);
    expect(got).toBe(status);
    expect(body.error).toMatchObject({ code: status, status: name });
  });

  it('carries an overload inside a stream', async () => {
    await fleet.google.setFault('stream_error');
    const stream = await client().models.generateContentStream({ model, contents: 'hi' });
    const read = async (): Promise<void> => {
      for await (const chunk of stream) expect(chunk.candidates).toHaveLength(1);
    };
    await expect(read()).rejects.toMatchObject({ name: 'ApiError', status: 503 });
  });

  it('knows no unknown model', async () => {
    await expect(client().models.generateContent({ model: 'nope', contents: 'hi' })).rejects.toMatchObject({
      status: 404,
    });
  });
});

interface GoogleErrorBody {
  readonly code: number;
  readonly status: string;
  readonly details?: readonly Record<string, unknown>[];
}
