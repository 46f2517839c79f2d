import { readFileSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { defaultSettingsFile } from './file-path.ts';
import { settingsJsonSchemaText } from './json-schema.ts';
import { loadSettings } from './load.ts';
import { SettingsError } from './problems.ts';

describe('the default settings file', () => {
  it('has the six providers and works without any key, without a warning', () => {
    const { settings, warnings } = loadSettings({ env: {} });
    expect(settings.providers.map(({ id }) => id).toSorted()).toEqual([
      'anthropic',
      'cursor',
      'deepseek',
      'google',
      'openai',
      'qwen',
    ]);
    expect(settings.services[0]?.dependsOn).toEqual([
      { kind: 'any_of', ids: ['openai', 'anthropic', 'google', 'deepseek', 'qwen'] },
    ]);
    expect(warnings).toEqual([]);
  });

  it.each([
    ['openai', 'OPENAI_API_KEY', 'https://api.openai.com/v1'],
    ['anthropic', 'ANTHROPIC_API_KEY', 'https://api.anthropic.com'],
    ['google', 'GEMINI_API_KEY', 'https://generativelanguage.googleapis.com'],
    ['deepseek', 'DEEPSEEK_API_KEY', 'https://api.deepseek.com'],
    ['qwen', 'DASHSCOPE_API_KEY', 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1'],
    ['cursor', 'CURSOR_API_KEY', 'https://api.cursor.com/v1'],
  ])('takes the key of %s from %s', (id, variable, baseUrl) => {
    const { settings } = loadSettings({ env: { [variable]: 'the-key' } });
    const withKey = settings.providers.filter(({ apiKey }) => apiKey !== null);
    expect(withKey).toMatchObject([{ id, baseUrl }]);
  });

  it.each(['10', '300'])('takes an interval of %s s from the environment', (seconds) => {
    const { settings } = loadSettings({ env: { HEALTH_CHECK_INTERVAL_SECONDS: seconds } });
    expect(settings.providers[0]?.intervalMs).toBe(Number(seconds) * 1000);
  });

  it('has a JSON Schema beside it that is current (npm run settings -- --json-schema)', () => {
    const committed = readFileSync(join(dirname(defaultSettingsFile()), 'bellwether.schema.json'), 'utf8');
    expect(committed).toBe(settingsJsonSchemaText());
  });
});

describe('BELLWETHER_CONFIG', () => {
  it('names another file', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'bellwether-config-')), 'mine.yaml');
    writeFileSync(file, 'providers: { mine: { kind: qwen } }\n');
    const loaded = loadSettings({ env: { BELLWETHER_CONFIG: file } });
    expect(loaded.settings.providers.map(({ id }) => id)).toEqual(['mine']);
    expect(loaded.file).toBe(file);
  });

  it('is told when it names no file or a folder', () => {
    expect(() => loadSettings({ env: { BELLWETHER_CONFIG: '/nowhere/x.yaml' } })).toThrow(/x\.yaml.*ENOENT/);
    expect(() => loadSettings({ env: { BELLWETHER_CONFIG: tmpdir() } })).toThrow(/EISDIR/);
    expect(() => loadSettings({ env: { BELLWETHER_CONFIG: '/nowhere/x.yaml' } })).toThrow(SettingsError);
  });
});

describe('the JSON Schema', () => {
  const schema = JSON.parse(settingsJsonSchemaText()) as {
    properties: Record<string, { additionalProperties: Provider }>;
  };
  type Provider = { properties: Record<string, object>; required: string[]; additionalProperties: boolean };
  const provider = schema.properties['providers']!.additionalProperties;

  it('refuses unknown keys, asks for the kind alone, and allows placeholders for numbers', () => {
    expect(provider.additionalProperties).toBe(false);
    expect(provider.required).toEqual(['kind']);
    expect(provider.properties['interval_seconds']).toMatchObject({
      anyOf: [{ type: 'number', minimum: 1, maximum: 86_400 }, { type: 'string' }],
    });
  });

  it('describes every key of a provider', () => {
    const bare = Object.entries(provider.properties).filter(([, value]) => !('description' in value));
    expect(bare.map(([key]) => key)).toEqual([]);
  });
});
