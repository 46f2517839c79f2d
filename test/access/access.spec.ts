import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiDescription } from '../../src/openapi/api-description.ts';
import { type Answer, RunningApp, until } from '../support/running-app.ts';

const SECRETS = { read: 'canary-read-7f3a9c', ingest: 'canary-ingest-51be', operate: 'canary-operate-e09d' };
const METRICS = 'canary-metrics-44a1';
const TOKENS = Object.entries(SECRETS).map(([role, secret]) => `${role}er:${role}:${secret}`);
const DOCUMENT = {
  monitoring: { enabled: false },
  egress: { enabled: false },
  providers: { openai: { kind: 'openai', base_url: 'http://127.0.0.1:9' } },
  // a stream that is let in would not end
  live: { max_clients: 0 },
};

/** What every route asks for. A route that is missing here fails: whoever adds one says who may use it. */
const POLICY: Readonly<Record<string, readonly string[]>> = {
  open: [
    'GET /health/live',
    'GET /api/health/live',
    'GET /health/ready',
    'GET /api/health/ready',
    'GET /openapi.json',
    'GET /docs',
    'GET /docs/:file',
  ],
  metrics: ['GET /metrics', 'GET /metrics/health'],
  read: [
    'GET /health/integration',
    'GET /health/integration/summary',
    'GET /health/integration/providers/:id',
    'GET /health/integration/circuits',
    'GET /health/integration/graph',
    'GET /health/integration/routing',
    'GET /health/integration/routing/changes',
    'GET /health/integration/events',
    'GET /health/integration/ws',
    'GET /health/integration/routing/gateways/litellm',
    'GET /health/integration/routing/gateways/envoy',
    'GET /health/integration/routing/gateways/nginx',
    'POST /v3/discovery:endpoints',
    'GET /health/integration/history',
    'GET /health/integration/timeline',
    'GET /health/integration/trends',
    'GET /health/integration/incidents',
    'GET /health/integration/channels',
    'GET /health/integration/notifications',
    'GET /health/integration/alerts',
    'GET /health/integration/alerts/:id',
    'GET /health/integration/silences',
    'GET /health/integration/silences/:id',
    'GET /health/integration/unknown-targets',
    'GET /api/health',
    'GET /system/maintenance/health-checks',
    'GET /system/maintenance/tasks/:task_id',
  ],
  ingest: ['POST /health/integration/observations', 'POST /integrations/litellm', 'POST /v1/traces'],
  operate: [
    'GET /health/integration/audit',
    'POST /health/integration/providers/:id/check',
    'POST /system/maintenance/health-check',
    'POST /health/integration/channels/:id/test',
    'POST /health/integration/notifications/:id/retry',
    'POST /health/integration/alerts/:id/acknowledge',
    'DELETE /health/integration/alerts/:id/acknowledge',
    'POST /health/integration/silences',
    'DELETE /health/integration/silences/:id',
    'POST /health/integration/circuits/:id/open',
    'POST /health/integration/circuits/:id/close',
    'POST /health/integration/circuits/:id/reset',
  ],
};
const MAY: Readonly<Record<string, readonly string[]>> = {
  nobody: ['open'],
  metrics: ['open', 'metrics'],
  read: ['open', 'metrics', 'read'],
  ingest: ['open', 'ingest'],
  operate: ['open', 'metrics', 'read', 'ingest', 'operate'],
};

function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

function ask(app: RunningApp, route: string, headers: Record<string, string> = {}): Promise<Answer> {
  const [method = '', path = ''] = route.split(' ');
  return app.request(path.replace(/:\w+/, 'openai'), { method, headers });
}

describe('who may do what', () => {
  let app: RunningApp;

  beforeAll(async () => {
    app = await RunningApp.start(DOCUMENT, {
      BELLWETHER_API_TOKENS: TOKENS.join(','),
      BELLWETHER_METRICS_TOKEN: METRICS,
    });
  });
  afterAll(() => app.stop());

  it('is said of every route there is', () => {
    const routes = app.app.get(ApiDescription).routes();
    const said = Object.fromEntries(
      Object.keys(POLICY).map((requirement) => [
        requirement,
        routes
          .filter((route) => route.requirement === requirement)
          .map(({ method, path }) => `${method.toUpperCase()} ${path}`)
          .toSorted(),
      ]),
    );
    const expected = Object.entries(POLICY).map(([requirement, list]) => [requirement, list.toSorted()]);
    expect(said).toEqual(Object.fromEntries(expected));
  });

  it.each(Object.keys(MAY))('holds at every route for who has the token of %s', async (who) => {
    const secrets: Readonly<Record<string, string>> = { ...SECRETS, metrics: METRICS };
    const headers = secrets[who] === undefined ? {} : bearer(secrets[who]);
    for (const [requirement, routes] of Object.entries(POLICY)) {
      const isAllowed = MAY[who]!.includes(requirement);
      for (const route of routes) {
        const { status, body, headers: answered } = await ask(app, route, headers);
        // whether there is such a task or target is another matter
        if (isAllowed) expect([route, [401, 403, 429].includes(status)]).toEqual([route, false]);
        else {
          expect([route, status]).toEqual([route, who === 'nobody' ? 401 : 403]);
          expect(body).toMatchObject({ status, instance: expect.any(String) });
          expect(answered.get('content-type')).toContain('application/problem+json');
          expect(answered.get('www-authenticate')).toMatch(/^Bearer realm="bellwether"/);
        }
      }
    }
  });

  it('takes the token as a password too, and no other way', async () => {
    const password = Buffer.from(`anyone:${SECRETS.read}`).toString('base64');
    const status = async (path: string, headers: Record<string, string> = {}) =>
      (await app.get(path, headers)).status;
    expect(await status('/health/integration', { authorization: `Basic ${password}` })).toBe(200);
    expect(await status(`/health/integration?access_token=${SECRETS.read}`)).toBe(401);
    expect(await status('/health/integration', { authorization: SECRETS.read })).toBe(401);
    expect(await status('/health/integration', bearer(`${SECRETS.read}x`))).toBe(401);
  });

  it('answers an unknown route as before', async () => {
    expect(await app.get('/nothing')).toMatchObject({
      status: 404,
      body: { detail: 'no route for GET /nothing' },
    });
  });

  it('refuses changes from pages of other sites', async () => {
    const origin = { origin: 'https://evil.example' };
    const path = 'POST /health/integration/circuits/openai/reset';
    expect((await ask(app, path, { ...bearer(SECRETS.operate), ...origin })).status).toBe(403);
    const own = { origin: app.url };
    expect((await ask(app, path, { ...bearer(SECRETS.operate), ...own })).status).toBe(200);
  });

  it('documents what each route asks for', async () => {
    const { body } = await app.get('/openapi.json');
    expect(body.paths['/health/live'].get.security).toEqual([]);
    expect(body.paths['/health/integration/circuits/{id}/open'].post).toMatchObject({
      security: [{ token: [] }, { password: [] }],
      description: expect.stringContaining('Needs the role operate.'),
    });
    expect(body.components.securitySchemes.token).toMatchObject({ type: 'http', scheme: 'bearer' });
  });
});

describe('pages of other origins', () => {
  let app: RunningApp;

  afterEach(() => app.stop());

  const ORIGIN = 'https://ops.example';

  async function preflight(app: RunningApp, origin: string): Promise<Answer> {
    const headers = {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
    };
    return app.request('/health/integration/circuits/openai/reset', { method: 'OPTIONS', headers });
  }

  it('are told nothing by default', async () => {
    app = await RunningApp.start(DOCUMENT);
    const answer = await app.get('/health/integration', { origin: ORIGIN });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    expect((await preflight(app, ORIGIN)).status).toBe(404);
  });

  it('may call where they are named, with a token', async () => {
    const env = { BELLWETHER_API_TOKENS: TOKENS.join(',') };
    app = await RunningApp.start({ ...DOCUMENT, server: { cors_origins: [ORIGIN] } }, env);
    const allowed = await preflight(app, ORIGIN);
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(allowed.headers.get('access-control-allow-headers')).toContain('authorization');
    expect(allowed.headers.get('access-control-allow-credentials')).toBeNull();
    const other = await preflight(app, 'https://evil.example');
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
    const path = 'POST /health/integration/circuits/openai/reset';
    const headers = { origin: ORIGIN, ...bearer(SECRETS.operate) };
    expect((await ask(app, path, headers)).status).toBe(200);
    expect((await ask(app, path, { origin: ORIGIN })).status).toBe(401);
  });
});

describe('tokens in a file', () => {
  let app: RunningApp;

  afterEach(() => app.stop());

  it('are exchanged without a restart and without a request that is dropped', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bellwether-access-'));
    const file = join(folder, 'tokens');
    writeFileSync(file, 'reader:read:the-old-secret');
    app = await RunningApp.start(DOCUMENT, { BELLWETHER_API_TOKENS_FILE: file }, false, {
      watch: true,
      settleMs: 5,
    });
    const status = async (token: string) => (await app.get('/health/integration', bearer(token))).status;
    expect([await status('the-old-secret'), await status('the-new-secret')]).toEqual([200, 401]);

    writeFileSync(file, 'reader:read:the-new-secret,again:read:the-old-secret');
    await until(
      () => status('the-new-secret'),
      (answer) => answer === 200,
    );
    expect(await status('the-old-secret')).toBe(200);

    writeFileSync(file, 'reader:read:the-new-secret');
    await until(
      async () => {
        // who has the new one never notices
        expect(await status('the-new-secret')).toBe(200);
        return status('the-old-secret');
      },
      (answer) => answer === 401,
    );

    writeFileSync(file, 'reader:admin:the-new-secret');
    await app.source.reload();
    expect(app.source.lastReload).toMatchObject({ outcome: 'refused' });
    expect(await status('the-new-secret')).toBe(200);
    rmSync(folder, { recursive: true });
  });
});
