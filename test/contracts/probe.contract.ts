import type { FailureKind } from '../../src/observations/failure-kind.ts';
import type { CheckLevel, Probe, ProbeResult } from '../../src/probes/probe.ts';
import type { ProviderSettings } from '../../src/settings/settings.ts';
import * as loopback from './loopback-server.ts';
import { LoopbackServer, type Answer } from './loopback-server.ts';
import type { ProbeFixture } from './probe-fixtures.ts';
import { CANARY_KEY, targetAt } from './probe-targets.ts';

const LEVELS: readonly CheckLevel[] = ['reach', 'auth'];
const NEVER = new AbortController().signal;
const HUGE_BYTES = 50 * 1024 * 1024;
/** Long enough for the healthy answers before the one that hangs, on a busy machine. */
const HANG_TIMEOUT_MS = 100;
/** Long enough for the head of an answer to arrive, on a busy machine too. */
const STALL_TIMEOUT_MS = 1_500;
const MAX_SENT_BYTES = 16 * 1024 * 1024;

/** What an API says to a wrong key, quoting it and what it came in, as some do. */
const REJECTION = {
  error: { message: `Incorrect API key provided: ${CANARY_KEY}`, code: 'invalid_api_key' },
};

/** The world in which one fixture's probe is asked. */
class Bench {
  readonly server = new LoopbackServer();
  readonly elsewhere = new LoopbackServer();
  readonly #fixture: ProbeFixture;
  readonly #probe: Probe;

  constructor(fixture: ProbeFixture, probe: Probe) {
    this.server.greet = fixture.greet ?? null;
    this.#fixture = fixture;
    this.#probe = probe;
  }

  /** The healthy server, but for one answer at the path that decides at this level. */
  async checkWith(
    answer: Answer,
    level: CheckLevel,
    provider: Partial<ProviderSettings> = {},
  ): Promise<ProbeResult> {
    const { healthy, keyedPath, firstPath } = this.#fixture;
    this.server.answer = loopback.routes({ ...healthy, [level === 'auth' ? keyedPath : firstPath]: answer });
    return this.check(level, provider);
  }

  async check(
    level: CheckLevel,
    provider: Partial<ProviderSettings> = {},
    signal = NEVER,
  ): Promise<ProbeResult> {
    const { kind, basePath } = this.#fixture;
    const target = targetAt(kind, this.server.url + basePath, provider, { probeLevel: level });
    const result = await this.#probe.check(target, level, signal);
    expect(JSON.stringify(result)).not.toContain('canary');
    return result;
  }
}

function expectFailure(result: ProbeResult, failure: FailureKind): void {
  expect(result).toMatchObject({ ok: false, failure });
  expect(result.detail).toMatch(/\S/);
}

/** What every probe over HTTP promises, proven over real connections. */
export function describeHttpProbe(fixture: ProbeFixture, makeProbe: () => Probe): void {
  describe(`the ${fixture.kind} probe`, () => {
    let bench: Bench;

    beforeEach(async () => {
      bench = new Bench(fixture, makeProbe());
      await Promise.all([bench.server.start(), bench.elsewhere.start()]);
    });
    afterEach(() => Promise.all([bench.server.stop(), bench.elsewhere.stop()]));

    describeSuccess(fixture, () => bench);
    describeErrorAnswers(fixture, () => bench);
    describeBrokenAnswers(fixture, () => bench);
    describeConnections(() => bench);
    describeSecrets(fixture, () => bench);
  });
}

function describeSuccess(fixture: ProbeFixture, bench: () => Bench): void {
  it.each(LEVELS)('finds a healthy server well at %s, with what it learnt', async (level) => {
    bench().server.answer = loopback.routes(fixture.healthy);
    const result = await bench().check(level);
    expect(result).toMatchObject({
      ok: true,
      failure: null,
      detail: null,
      httpStatus: 200,
      ...fixture.learns,
    });
    expect(result.latencyMs).toBeGreaterThan(0);
  });

  it('sends the key at auth and not at reach', async () => {
    const [header, value] = fixture.keyHeader;
    bench().server.answer = loopback.routes(fixture.healthy);
    await bench().check('reach');
    expect(JSON.stringify(bench().server.seen)).not.toContain(CANARY_KEY);
    bench().server.seen.length = 0;
    await bench().check('auth');
    expect(bench().server.seen.every(({ url }) => !url.includes(CANARY_KEY))).toBe(true);
    expect(bench().server.seen.map(({ headers }) => headers[header])).toContain(value(CANARY_KEY));
  });

  it('sends the headers of the settings, which win over its own', async () => {
    bench().server.answer = loopback.routes(fixture.healthy);
    await bench().check('auth', { headers: { 'X-Team': 'blue', 'User-Agent': 'ours' } });
    expect(bench().server.seen[0]?.headers).toMatchObject({ 'x-team': 'blue', 'user-agent': 'ours' });
  });
}

function describeErrorAnswers(fixture: ProbeFixture, bench: () => Bench): void {
  const rejected = (level: CheckLevel) => level === 'auth' || fixture.expectsStatus === true;

  it.each(LEVELS)('knows at %s what a 401 proves', async (level) => {
    const result = await bench().checkWith(loopback.json(401, REJECTION), level);
    if (rejected(level)) expectFailure(result, 'auth');
    else expect(result.ok).toBe(true);
    if (level === 'auth') expect(result.httpStatus).toBe(401);
  });

  it('takes a 403 for a matter of permissions', async () => {
    expectFailure(await bench().checkWith(loopback.text(403, '<html>no</html>'), 'auth'), 'permission');
  });

  it.each(LEVELS)('is rate limited by a 429 at %s, for as long as it says', async (level) => {
    const answer = loopback.json(
      429,
      { error: { message: 'slow' } },
      { 'retry-after': '7', 'x-request-id': 'req_1' },
    );
    const result = await bench().checkWith(answer, level);
    expectFailure(result, 'rate_limited');
    expect(result).toMatchObject({ httpStatus: 429, retryAfterMs: 7000, requestId: 'req_1' });
  });

  it('does not take an exhausted quota for a rate limit', async () => {
    const body = { error: { type: 'insufficient_quota', code: 'insufficient_quota', message: '' } };
    const result = await bench().checkWith(loopback.json(429, body), 'auth');
    expectFailure(result, 'quota_exhausted');
    expect(result.detail).toContain('insufficient_quota');
  });

  it.each(LEVELS)('takes a 500 for a server error and a busy 503 for overload at %s', async (level) => {
    const broken = await bench().checkWith(loopback.text(500, '<html>oops</html>'), level);
    expectFailure(broken, 'server_error');
    expect(broken.detail).toMatch(/^500 from GET \//);
    const busy = { error: { type: 'overloaded_error', message: '' } };
    expectFailure(await bench().checkWith(loopback.json(503, busy), level), 'overloaded');
  });

  it('believes an error status even where its body never ends', async () => {
    const stalled: Answer = (_request, response) => {
      response.writeHead(500, { 'content-length': '100' });
      response.write('{');
    };
    const result = await bench().checkWith(stalled, 'auth', { timeoutMs: STALL_TIMEOUT_MS });
    expectFailure(result, 'server_error');
    expect(result.httpStatus).toBe(500);
  });
}

function describeBrokenAnswers(fixture: ProbeFixture, bench: () => Bench): void {
  const broken: readonly (readonly [string, Answer])[] = [
    ['HTML', loopback.text(200, '<!doctype html><title>Log in</title>', { 'content-type': 'text/html' })],
    ['garbage', loopback.text(200, '\u0000\u0001garbage')],
    ['truncated JSON', loopback.text(200, '{"object":"list","data":[{"id":"mod', { connection: 'close' })],
    ['an unpromised shape', loopback.json(200, { foo: 1 })],
    ['null', loopback.json(200, null)],
  ];
  if (fixture.readsJson) {
    describe.each(LEVELS)('at %s', (level) => {
      it.each(broken)('does not take %s with a 200 for an answer', async (_name, answer) => {
        const result = await bench().checkWith(answer, level);
        expectFailure(result, 'invalid_response');
        expect(result.httpStatus).toBe(200);
      });
    });
  }

  it('does not buffer an endless body', async () => {
    const { answer, sent } = loopback.flood(HUGE_BYTES);
    const result = await bench().checkWith(answer, 'auth');
    if (fixture.readsJson) expectFailure(result, 'invalid_response');
    if (fixture.refusesLargeBody) expect(result.detail).toMatch(/body over \d+ bytes/);
    expect(sent()).toBeLessThan(MAX_SENT_BYTES);
  });
}

function describeConnections(bench: () => Bench): void {
  it.each(LEVELS)('reports a refused connection at %s', async (level) => {
    await bench().server.stop();
    const result = await bench().check(level);
    expectFailure(result, 'network');
    expect(result.vendorCode).toBe('ECONNREFUSED');
    expect(result.detail).not.toContain(String(bench().server.port));
  });

  it.each<[string, Answer, FailureKind]>([
    ['a reset before the answer', loopback.reset, 'network'],
    ['a connection that closes within the body', loopback.closeInBody, 'network'],
    ['an answer that never comes', loopback.hang, 'timeout'],
    ['a body that never ends', loopback.hangInBody, 'timeout'],
  ])('reports %s', async (_name, answer, failure) => {
    const isTimeout = failure === 'timeout';
    expectFailure(
      await bench().checkWith(answer, 'auth', isTimeout ? { timeoutMs: HANG_TIMEOUT_MS } : {}),
      failure,
    );
  });

  it('answers cancelled when it is aborted, before and within the check', async () => {
    expectFailure(await bench().check('auth', {}, AbortSignal.abort()), 'cancelled');
    const caller = new AbortController();
    bench().server.answer = () => caller.abort();
    expectFailure(await bench().check('auth', {}, caller.signal), 'cancelled');
  });

  it('reports an address that is none', async () => {
    expectFailure(await bench().check('auth', { baseUrl: 'nowhere' }), 'bad_request');
  });
}

function describeSecrets(fixture: ProbeFixture, bench: () => Bench): void {
  it.each([301, 302, 303, 307, 308])('follows no redirect: a %i takes the key nowhere', async (status) => {
    bench().elsewhere.answer = loopback.routes(fixture.healthy);
    const location = `${bench().elsewhere.url}/v1/models?key=${CANARY_KEY}`;
    const result = await bench().checkWith(loopback.text(status, '', { location }), 'auth');
    expectFailure(result, 'bad_request');
    expect(result.detail).toContain(new URL(bench().elsewhere.url).host);
    expect(bench().elsewhere.seen).toEqual([]);
  });

  it('gives nothing of the key away, whatever the server does with it', async () => {
    const echo = { error: { code: CANARY_KEY, type: CANARY_KEY, message: CANARY_KEY }, id: CANARY_KEY };
    const headers = { 'x-request-id': CANARY_KEY, location: `http://${CANARY_KEY}.example/` };
    for (const status of [200, 302, 400, 401, 429, 500]) {
      await bench().checkWith(loopback.json(status, echo, headers), 'auth');
    }
    const models = [{ id: CANARY_KEY, name: CANARY_KEY }];
    const list = { data: models, models, items: models, version: CANARY_KEY };
    await bench().checkWith(loopback.json(200, list, headers), 'auth');
  });

  it('gives nothing of a key away that cannot be sent', async () => {
    const { Secret } = await import('../../src/settings/secret.ts');
    expectFailure(await bench().check('auth', { apiKey: new Secret('canary\u2028key') }), 'bad_request');
  });
}
