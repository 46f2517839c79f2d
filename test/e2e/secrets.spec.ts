import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { Logger } from '@nestjs/common';
import { describeSettings } from '../../src/settings/describe.ts';
import { json, LoopbackServer, reset, text, type Answer } from '../contracts/loopback-server.ts';
import { RunningApp, until } from '../support/running-app.ts';

const CANARY = 'canary-4d1f0b7c9e';
const KEY = `sk-${CANARY}`;
const VENDORS = ['openai', 'anthropic', 'google', 'deepseek', 'qwen', 'cursor'];
const KINDS = [
  ...VENDORS,
  'openai_compatible',
  'litellm',
  'ollama',
  'vllm',
  'llamacpp',
  'tgi',
  'comfyui',
  'gradio',
  'http',
];
const PAGE = '/status/api/v2/summary.json';

const ECHO = { 'x-request-id': `req-${KEY}`, 'request-id': KEY, 'x-echo': `Bearer ${KEY}` };
const ERROR = { type: KEY, code: KEY, message: `Incorrect API key provided: ${KEY}` };

/** Fits every list that there is, and names everything after the key. */
const LIST = {
  object: 'list',
  data: [{ id: KEY, object: 'model' }],
  models: [{ name: KEY, id: KEY }],
  items: [{ id: KEY }],
  has_more: false,
  version: KEY,
  title: KEY,
  status: KEY,
  is_available: true,
  balance_infos: [{ currency: KEY, total_balance: KEY }],
};

const FAILING_STREAM = `data: ${JSON.stringify({ error: ERROR })}\n\n`;

/** Ways to give a key away, each by the whole of the vendor. */
const LEAKS: Readonly<Record<string, (elsewhere: string) => Answer>> = {
  'a list that is named after it': () => (request, response) =>
    request.method === 'GET'
      ? json(200, LIST, ECHO)(request, response)
      : text(200, FAILING_STREAM, { 'content-type': 'text/event-stream', ...ECHO })(request, response),
  'a rejection that quotes it': () => json(401, { error: ERROR, detail: ERROR.message }, ECHO),
  'a bad request that quotes it': () => json(400, { error: ERROR }, ECHO),
  'a limit': () => json(429, { error: ERROR }, { ...ECHO, 'retry-after': '1' }),
  'a page': () => text(500, `<html>${KEY}</html>`, { 'content-type': 'text/html', ...ECHO }),
  'an error within a 200': () => json(200, { error: ERROR }, ECHO),
  'text that is not JSON': () => text(200, `${KEY} {`, ECHO),
  'a redirect': (elsewhere) => text(307, '', { location: `${elsewhere}/?key=${KEY}`, ...ECHO }),
  'a redirect to a host of its name': () => text(302, '', { location: `http://${KEY}.example/`, ...ECHO }),
  'a reset': () => reset,
};

const page = {
  page: { id: 'p', name: KEY, url: `https://x.example/?token=${KEY}` },
  status: { indicator: 'major', description: KEY },
  components: [{ id: 'api', name: KEY, status: 'major_outage' }],
  incidents: [
    {
      id: KEY,
      name: `Errors, see ?token=${KEY}`,
      status: 'investigating',
      impact: KEY,
      created_at: KEY,
      shortlink: `https://x.example/${KEY}`,
    },
  ],
};

describe('a key', () => {
  const vendor = new LoopbackServer();
  const statusPage = new LoopbackServer();
  const elsewhere = new LoopbackServer();
  const logged: string[] = [];
  let folder: string;
  let app: RunningApp;
  let isRunning = false;

  const keep = (...entry: unknown[]): void =>
    void logged.push(inspect(entry, { depth: 10, showHidden: true }));
  const log = { log: keep, error: keep, warn: keep, debug: keep, verbose: keep, fatal: keep, info: keep };

  const providerOf = (kind: string): object => ({
    kind,
    base_url: vendor.url,
    api_key: '${CANARY_KEY}',
    headers: { 'x-team-token': '${CANARY_KEY}' },
    interval_seconds: 300,
    timeout_seconds: 2,
    ...(kind === 'http' ? { http: { method: 'POST', path: '/', body: '${CANARY_KEY}' } } : {}),
    ...(kind === 'openai' ? { generate: { model: 'gpt-5-mini', interval_seconds: 10 } } : {}),
    ...(kind === 'openai'
      ? { status_page: { url: `${statusPage.url}${PAGE}?token=\${CANARY_KEY}`, kind: 'statuspage' } }
      : {}),
  });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bellwether-'));
    await Promise.all([vendor.start(), statusPage.start(), elsewhere.start()]);
    statusPage.answer = json(200, page, ECHO);
    Logger.overrideLogger(log);
    app = await RunningApp.start(
      { providers: Object.fromEntries(KINDS.map((kind) => [kind, providerOf(kind)])) },
      { CANARY_KEY: KEY, DATABASE_URL: `file:${join(folder, 'history.db')}` },
      log,
    );
    isRunning = true;
  });

  afterAll(async () => {
    Logger.overrideLogger(['error', 'warn', 'log']);
    if (isRunning) await app.stop();
    await Promise.all([vendor.stop(), statusPage.stop(), elsewhere.stop()]);
    await rm(folder, { recursive: true });
  });

  /** Everything that the API gives away, streams by their beginning. */
  async function answers(): Promise<readonly (readonly [path: string, text: string])[]> {
    const { body } = await app.get('/openapi.json');
    const reads = Object.keys(body.paths).filter((path) => body.paths[path].get !== undefined);
    const paths = reads.flatMap((path) =>
      path.includes('{') ? KINDS.map((id) => path.replaceAll(/\{\w+\}/g, id)) : [path],
    );
    const exports = ['csv', 'ndjson', 'json'].map(
      (format) => `/health/integration/history?format=${format}&limit=1000`,
    );
    const ofTargets = KINDS.flatMap((id) =>
      ['timeline', 'history'].map((name) => `/health/integration/${name}?target=${id}`),
    );
    const formats = [
      '/metrics/health?format=json',
      '/health/integration/graph?format=mermaid',
      '/health/integration/graph?format=dot',
    ];
    const all = [
      ...new Set([...paths, ...exports, ...ofTargets, ...formats, '/metrics', '/openapi.json', '/nowhere']),
    ];
    return Promise.all(all.map(async (path) => [path, await beginningOf(path)] as const));
  }

  async function beginningOf(path: string): Promise<string> {
    const response = await fetch(app.url + path);
    const isEndless = (response.headers.get('content-type') ?? '').includes('event-stream');
    const told = JSON.stringify([...response.headers]);
    if (!isEndless) return told + (await response.text());
    const reader = response.body!.getReader();
    const first = await reader.read();
    await reader.cancel();
    return told + new TextDecoder().decode(first.value);
  }

  it.each(Object.entries(LEAKS))(
    'is in nothing that a check says, where its vendor answers with %s',
    async (_how, leak) => {
      vendor.answer = leak(elsewhere.url);
      for (let round = 0; round < 2; round++) {
        for (const kind of KINDS) expect((await app.check(kind)).text).not.toContain(CANARY);
      }
      expect(elsewhere.seen).toEqual([]);
    },
  );

  it('is in nothing that a completion or a status page says', async () => {
    vendor.answer = LEAKS['a list that is named after it']!(elsewhere.url);
    await app.check('openai');
    const seen = await until(
      () => app.provider('openai'),
      ({ generate, status_page: shown }) => generate.calls_today > 0 && shown.incidents.length > 0,
      20_000,
    );
    expect(JSON.stringify(seen)).not.toContain(CANARY);
  }, 30_000);

  it('is in no answer of the API, in no metric and in no export', async () => {
    const told = await answers();
    expect(told.length).toBeGreaterThan(40);
    expect(told.filter(([, body]) => body.includes(CANARY)).map(([path]) => path)).toEqual([]);
    const csv = told.find(([path]) => path.includes('format=csv'))?.[1] ?? '';
    expect(csv.split('\n').length).toBeGreaterThan(100);
  });

  it('goes to its own vendor alone, and in headers', () => {
    expect(vendor.seen.filter(({ url }) => url.includes(CANARY))).toEqual([]);
    expect(JSON.stringify(vendor.seen)).toContain(KEY);
    expect(statusPage.seen.length).toBeGreaterThan(0);
    expect(statusPage.seen.filter(({ headers }) => JSON.stringify(headers).includes(CANARY))).toEqual([]);
    expect(elsewhere.seen).toEqual([]);
  });

  it('is in no log line, however much is logged, in no printed setting and in no file', async () => {
    expect(describeSettings(app.source.current)).not.toContain(CANARY);
    await app.stop();
    isRunning = false;
    expect(logged.length).toBeGreaterThan(50);
    expect(logged.filter((line) => line.includes(CANARY))).toEqual([]);
    const files = await readdir(folder);
    expect(files).toContain('history.db');
    for (const file of files)
      expect([file, (await readFile(join(folder, file))).includes(CANARY)]).toEqual([file, false]);
  });
});
