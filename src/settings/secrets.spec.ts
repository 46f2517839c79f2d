import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { CANARY, keysOf, load, problemsOf, withProvider } from './settings-documents.ts';
import { describeSettings } from './describe.ts';
import { sameSettings } from './same-settings.ts';
import { SecretDigest } from './secret-digest.ts';

describe('secrets', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bellwether-settings-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('come from files, trimmed, and the files are to be watched', () => {
    const file = join(folder, 'key');
    writeFileSync(file, `${CANARY}\n`);
    const { settings, files } = load(withProvider({ api_key: '${ACME}' }), { ACME_FILE: file });
    expect(settings.providers[0]?.apiKey?.reveal()).toBe(CANARY);
    expect([...files.keys()]).toEqual([file]);
    writeFileSync(file, `ci:read:${CANARY}`);
    const { settings: other } = load(withProvider({}), { BELLWETHER_API_TOKENS_FILE: file });
    expect(other.apiTokens[0]?.digest.equals(new SecretDigest(CANARY))).toBe(true);
  });

  it('must not come from both, from an empty file or from none', () => {
    const file = join(folder, 'key');
    writeFileSync(file, ' \n');
    const document = withProvider({ api_key: '${OPENAI_API_KEY:-}' });
    expect(problemsOf(document, { OPENAI_API_KEY: CANARY, OPENAI_API_KEY_FILE: file })).toMatchObject([
      { key: 'OPENAI_API_KEY_FILE', rule: 'must not be set together with OPENAI_API_KEY' },
    ]);
    expect(keysOf(document, { OPENAI_API_KEY_FILE: file })).toEqual(['OPENAI_API_KEY_FILE']);
    expect(problemsOf(document, { OPENAI_API_KEY_FILE: join(folder, 'none') })).toMatchObject([
      { key: 'OPENAI_API_KEY_FILE', rule: 'must name a readable file (ENOENT)' },
    ]);
    expect(keysOf(document, { OPENAI_API_KEY: '', OPENAI_API_KEY_FILE: '' })).toEqual([]);
  });

  it('show in no description and no serialisation', () => {
    const env = {
      OPENAI_API_KEY: CANARY,
      HEALTH_ALERT_WEBHOOK_URL: `https://h.example/${CANARY}`,
      BELLWETHER_WEBHOOK_SECRET: CANARY,
      BELLWETHER_API_TOKENS: `ci:read:${CANARY}`,
      BELLWETHER_METRICS_TOKEN: CANARY,
      DATABASE_URL: `postgres://u:${CANARY}@db/b`,
      REDIS_URL: `redis://:${CANARY}@cache`,
    };
    const headers = { Authorization: 'Bearer ${OPENAI_API_KEY}' };
    const { settings, warnings } = load(
      { providers: { p: { kind: 'openai', api_key: '${OPENAI_API_KEY}', headers } } },
      env,
    );
    const described = describeSettings(settings);
    expect(described).not.toContain(CANARY);
    expect(described).toContain('metrics_token: "[redacted]"');
    expect(described).toContain('postgres://[redacted]@db/b');
    expect(JSON.stringify(warnings)).not.toContain(CANARY);
  });

  it('of our own API are kept as digests, which tell when one is another', () => {
    const rotated = (secret: string) =>
      load({}, { BELLWETHER_API_TOKENS: `ci:read:${secret}` }).settings.apiTokens;
    expect(inspect(rotated(CANARY), { showHidden: true, depth: 9 })).not.toContain(CANARY);
    expect(JSON.stringify(rotated(CANARY))).not.toContain(CANARY);
    expect(sameSettings(rotated(CANARY), rotated(CANARY))).toBe(true);
    expect(sameSettings(rotated(CANARY), rotated(`${CANARY}2`))).toBe(false);
  });

  it('show in no problem, wherever they were put', () => {
    const env = {
      MY_TOKEN: CANARY,
      HEALTH_CHECK_RETRY_COUNT: CANARY,
      BELLWETHER_API_TOKENS: CANARY,
      REDIS_URL: CANARY,
    };
    const document = {
      providers: {
        p: {
          kind: '${MY_TOKEN}',
          tags: '${MY_TOKEN}',
          interval_seconds: '${MY_TOKEN}',
          base_url: 'http://${MY_TOKEN} x',
        },
        q: { kind: 'http', base_url: 'tcp://${MY_TOKEN}:1', models: ['${MY_TOKEN}', '${MY_TOKEN}'] },
      },
      services: { s: { depends_on: ['p/${MY_TOKEN}'] } },
      alerts: { routes: [{ channels: ['${MY_TOKEN}'] }] },
    };
    const problems = problemsOf(document, env);
    expect(problems.length).toBeGreaterThanOrEqual(8);
    expect(JSON.stringify(problems)).not.toContain(CANARY);
  });
});
