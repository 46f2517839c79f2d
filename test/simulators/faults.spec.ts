import { startFleet, type Fleet } from '../support/simulators/fleet.ts';
import { DEMO_KEY } from '../support/simulators/provider-simulator.ts';
import { hashOfKey } from '../support/simulators/request-log.ts';

describe('the faults of a simulator', () => {
  let fleet: Fleet;
  beforeAll(async () => {
    fleet = await startFleet();
  });
  afterEach(async () => {
    await Promise.all(fleet.all.map((simulator) => simulator.heal()));
    fleet.openai.failAtRandom(0);
    fleet.openai.clearRequests();
  });
  afterAll(() => fleet.close());

  const authorization = `Bearer ${DEMO_KEY}`;
  const models = (init: RequestInit = {}): Promise<Response> =>
    fetch(`${fleet.baseUrls.openai}/models`, { headers: { authorization }, ...init });
  const chat = (): Promise<Response> =>
    fetch(`${fleet.baseUrls.openai}/chat/completions`, {
      method: 'POST',
      headers: { authorization },
      body: JSON.stringify({ model: 'gpt-5-mini', messages: [], stream: true }),
    });
  const failureCode = (error: unknown): unknown => (error as { cause?: { code?: string } }).cause?.code;

  it('hangs until the caller gives up, and notes that it did', async () => {
    await fleet.openai.setFault('hang');
    const caller = new AbortController();
    const answer = models({ signal: caller.signal });
    while (fleet.openai.requests[0]?.fault !== 'hang') await new Promise(setImmediate);
    caller.abort();
    await expect(answer).rejects.toThrow('aborted');
    while (fleet.openai.requests[0]?.outcome === 'open') await new Promise(setImmediate);
    expect(fleet.openai.requests[0]).toMatchObject({ status: null, outcome: 'aborted' });
  });

  it('sends headers and half a body, and then stalls', async () => {
    await fleet.openai.setFault('hang_body');
    const caller = new AbortController();
    const response = await models({ signal: caller.signal });
    const reader = response.body?.getReader();
    const first = await reader?.read();
    expect(new TextDecoder().decode(first?.value)).toMatch(/^\{"object":"list"/);
    caller.abort();
    await expect(reader?.read()).rejects.toThrow('aborted');
  });

  it('resets the connection before the headers or in the middle of the body', async () => {
    await fleet.openai.setFault('reset');
    expect(failureCode(await models().catch((error: unknown) => error))).toBe('ECONNRESET');
    await fleet.openai.setFault('reset_body');
    const response = await models();
    expect(failureCode(await response.text().catch((error: unknown) => error))).toBe('ECONNRESET');
  });

  it('gives a page, half a document, garbage, or what is not HTTP', async () => {
    await fleet.openai.setFault('html_200');
    const page = await models();
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(await page.text()).toContain('<html>');

    for (const fault of ['truncated', 'garbage'] as const) {
      await fleet.openai.setFault(fault);
      const response = await models();
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toContain('application/json');
      await expect(response.json()).rejects.toMatchObject({ name: 'SyntaxError' });
    }

    await fleet.openai.setFault('not_http');
    // undici gives this error a name and no code.
    await expect(models()).rejects.toMatchObject({
      cause: { message: expect.stringContaining('does not match the HTTP/1.1 protocol') },
    });
  });

  it('ends a stream before its terminal marker', async () => {
    await fleet.openai.setFault('truncated');
    const text = await (await chat()).text();
    expect(text).toContain('data: {');
    expect(text).not.toContain('[DONE]');
    expect(text).not.toContain('"finish_reason":"stop"');
  });

  it('streams a body that nobody should read to its end', async () => {
    await fleet.openai.setFault('huge_body', { bytes: 1_000_000 });
    expect((await (await models()).text()).length).toBeGreaterThan(1_000_000);

    await fleet.openai.setFault('huge_body');
    const response = await models();
    await response.body?.cancel();
    while (fleet.openai.requests.at(-1)?.outcome === 'open') await new Promise(setImmediate);
    expect(fleet.openai.requests.at(-1)?.outcome).toBe('aborted');
  });

  it('redirects to another origin, where what leaked is seen but not shown', async () => {
    await fleet.anthropic.setFault('redirect');
    const headers = { 'x-api-key': DEMO_KEY, authorization };
    await (await fetch(`${fleet.baseUrls.anthropic}/v1/models`, { headers })).text();
    const [leaked] = fleet.redirectSink.requests;
    // Measured of fetch: it strips Authorization on the way to another origin, and nothing else.
    expect(leaked?.headers['authorization']).toBeUndefined();
    expect(leaked?.headers['x-api-key']).toBe(hashOfKey(DEMO_KEY));
    expect(JSON.stringify(fleet.anthropic.requests)).not.toContain(DEMO_KEY);
  });

  it('waits before it answers', async () => {
    await fleet.openai.setFault('slow', { ms: 30 });
    const startedMs = performance.now();
    expect((await models()).status).toBe(200);
    // Timers may fire a millisecond early by this clock.
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(28);
  });

  it('hits only the paths and as many requests as it was told', async () => {
    await fleet.openai.setFault('500', { pathContains: '/chat/', times: 2 });
    const statuses: number[] = [];
    for (const ask of [models, chat, chat, chat]) {
      const response = await ask();
      statuses.push(response.status);
      await response.text();
    }
    expect(statuses).toEqual([200, 500, 500, 200]);
  });

  it('shows account faults only to those who brought a key', async () => {
    await fleet.openai.setFault('quota');
    expect((await models()).status).toBe(429);
    expect((await models({ headers: {} })).status).toBe(401);
    await fleet.openai.setFault('500');
    expect((await models({ headers: {} })).status).toBe(500);
  });

  it('fails at random the same way for the same seed', async () => {
    const run = async (seed: number): Promise<string> => {
      fleet.openai.failAtRandom(0.3, { seed });
      let outcomes = '';
      for (let index = 0; index < 60; index += 1) {
        const response = await models();
        outcomes += response.ok ? '.' : 'x';
        await response.text();
      }
      return outcomes;
    };
    const first = await run(7);
    expect(await run(7)).toBe(first);
    expect(await run(8)).not.toBe(first);
    expect(first.split('x').length - 1).toBeGreaterThan(8);
    expect(first.split('x').length - 1).toBeLessThan(32);
  });

  it('answers what it was given word for word', async () => {
    await fleet.openai.setFault('custom', {
      status: 418,
      headers: { 'x-own': 'yes' },
      body: { error: 'teapot' },
    });
    const response = await models();
    expect(response.status).toBe(418);
    expect(response.headers.get('x-own')).toBe('yes');
    await expect(response.json()).resolves.toEqual({ error: 'teapot' });
  });
});

describe('the control path', () => {
  let fleet: Fleet;
  beforeAll(async () => {
    fleet = await startFleet();
  });
  afterAll(() => fleet.close());

  const control = async (
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: Record<string, unknown> }> => {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const response = await fetch(`${fleet.qwen.origin}/_sim${path}`, init);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const ask = async (key = DEMO_KEY): Promise<number> => {
    const response = await fetch(`${fleet.baseUrls.qwen}/models`, {
      headers: { authorization: `Bearer ${key}` },
    });
    await response.text();
    return response.status;
  };

  const untilRefused = async (): Promise<string> => {
    for (;;) {
      const code = await ask('rotated').then(
        () => null,
        (error: { cause?: { code?: string } }) => error.cause?.code ?? null,
      );
      if (code === 'ECONNREFUSED') return code;
    }
  };

  it('sets a fault, counts what met it, and heals', async () => {
    const set = await control('/fault', { fault: '429', retry_after: 9 });
    expect(set).toMatchObject({ status: 200, body: { fault: { fault: '429', retry_after: 9 } } });
    expect(await ask()).toBe(429);
    await control('/fault', { fault: 'ok' });
    expect(await ask()).toBe(200);
    const { body } = await control('');
    expect(body).toMatchObject({
      id: 'qwen',
      counts: { 'GET /compatible-mode/v1/models': 2 },
      requests_total: 2,
    });
    expect(JSON.stringify(body)).not.toContain(DEMO_KEY);
    expect(JSON.stringify(body)).toContain(hashOfKey(DEMO_KEY));
  });

  it('names what it does not understand', async () => {
    expect(await control('/fault', { fault: 'explode' })).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('"explode"') },
    });
    expect(await control('/fault', { fault: 'slow', ms: 'long' })).toMatchObject({
      status: 400,
      body: { error: 'ms must be number, got "long"' },
    });
    expect(await control('/random', { rate: 2 })).toMatchObject({ status: 400 });
    expect(await control('/nowhere')).toMatchObject({ status: 400 });
  });

  it('changes the good keys and the models', async () => {
    await control('/keys', { keys: ['rotated'] });
    expect(await ask()).toBe(401);
    expect(await ask('rotated')).toBe(200);
    await control('/models', { models: ['qwen-next'] });
    expect(fleet.qwen.models).toEqual(['qwen-next']);
  });

  it('comes back by itself after a refusal that was limited in time', async () => {
    const refusal = await control('/fault', { fault: 'refuse', for_ms: 300 });
    expect(refusal).toMatchObject({ status: 202, body: { fault: { fault: 'refuse', for_ms: 300 } } });
    await expect(untilRefused()).resolves.toBe('ECONNREFUSED');
    let status: number | null = null;
    while (status === null) status = await ask('rotated').catch(() => null);
    expect(status).toBe(200);
  });
});

describe('closing', () => {
  it('ends requests that hang, and leaves the port free', async () => {
    const fleet = await startFleet({ faults: { google: 'hang', cursor: 'hang_body' } });
    const answers = Promise.allSettled([
      fetch(`${fleet.baseUrls.google}/v1beta/models`),
      fetch(`${fleet.baseUrls.cursor}/me`).then((response) => response.text()),
    ]);
    while (fleet.google.requestsTotal + fleet.cursor.requestsTotal < 2) await new Promise(setImmediate);
    await fleet.close();
    expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(fetch(fleet.baseUrls.openai)).rejects.toThrow('fetch failed');
  });
});
