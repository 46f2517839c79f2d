import { loadSettings } from '../settings/load.ts';
import type { Settings } from '../settings/settings.ts';
import { TargetCatalogue } from './target-catalogue.ts';

const OPENAI = { kind: 'openai', name: 'OpenAI', api_key: '${K:-}', models: ['gpt-5-mini', 'Big/Model'] };
const QWEN = { kind: 'qwen' };

function settings(providers: Record<string, unknown>, env: Record<string, string> = {}): Settings {
  return loadSettings({ document: { providers }, env }).settings;
}

const idsOf = (targets: readonly { id: string }[]): string[] => targets.map(({ id }) => id);

describe('the catalogue of targets', () => {
  it('lists every provider and each of its models', () => {
    const catalogue = new TargetCatalogue(settings({ openai: OPENAI, qwen: { ...QWEN, enabled: false } }));
    expect(idsOf(catalogue.list())).toEqual(['openai', 'openai/gpt-5-mini', 'openai/big/model', 'qwen']);
    expect(catalogue.get('openai')).toMatchObject({ name: 'OpenAI', model: null });
    expect(catalogue.get('openai/big/model')).toMatchObject({ name: 'OpenAI Big/Model', model: 'Big/Model' });
    expect(catalogue.get('nobody')).toBeUndefined();
  });

  it('keeps the very object of a target whose settings stay, over any change of the others', () => {
    const catalogue = new TargetCatalogue(settings({ openai: OPENAI, qwen: QWEN }));
    const kept = catalogue.get('openai/gpt-5-mini');
    const change = catalogue.apply(settings({ more: { kind: 'cursor' }, openai: OPENAI }));
    expect(idsOf(change.added)).toEqual(['more']);
    expect(idsOf(change.removed)).toEqual(['qwen']);
    expect(change.changed).toEqual([]);
    expect(catalogue.get('openai/gpt-5-mini')).toBe(kept);
    expect(idsOf(catalogue.list())[0]).toBe('more');
  });

  it('notices a changed key without telling it', () => {
    const catalogue = new TargetCatalogue(settings({ openai: OPENAI, qwen: QWEN }, { K: 'key-one' }));
    const change = catalogue.apply(settings({ openai: OPENAI, qwen: QWEN }, { K: 'key-two' }));
    expect(idsOf(change.changed)).toEqual(['openai', 'openai/gpt-5-mini', 'openai/big/model']);
    expect(change.changed[0]).toBe(catalogue.get('openai'));
    expect(JSON.stringify(change)).not.toMatch(/key-(one|two)/);
  });

  it('tells its listeners of differences, until they leave', () => {
    const catalogue = new TargetCatalogue(settings({ qwen: QWEN }));
    const told: string[][] = [];
    const leave = catalogue.onChange(({ added }) => void told.push(idsOf(added)));
    catalogue.apply(settings({ qwen: QWEN }));
    catalogue.apply(settings({ qwen: QWEN, b: QWEN }));
    leave();
    catalogue.apply(settings({ qwen: QWEN }));
    expect(told).toEqual([['b']]);
  });

  it.each([
    ['auto with a key', { kind: 'openai', api_key: '${K}' }, 'auth'],
    ['auto without', { kind: 'openai' }, 'reach'],
    ['reach with a key', { kind: 'openai', api_key: '${K}', probe: 'reach' }, 'reach'],
    ['auth with a key', { kind: 'openai', api_key: '${K}', probe: 'auth' }, 'auth'],
    ['auth of a kind without keys', { kind: 'ollama', base_url: 'http://x', probe: 'auth' }, 'auth'],
    ['auto of a kind without keys', { kind: 'ollama', base_url: 'http://x' }, 'reach'],
  ])('probes %s at its level', (_, provider, level) => {
    expect(new TargetCatalogue(settings({ p: provider }, { K: 'key' })).get('p')?.probeLevel).toBe(level);
  });

  it('takes the auth of the defaults for those that can', () => {
    const { settings: all } = loadSettings({
      document: { defaults: { probe: 'auth' }, providers: { qwen: QWEN } },
      env: {},
    });
    expect(new TargetCatalogue(all).get('qwen')?.probeLevel).toBe('reach');
  });

  it.each([
    ['https://api.openai.com/v1', undefined, true],
    ['http://localhost:4000', undefined, false],
    ['http://[::1]:4000', undefined, false],
    ['http://ollama:11434', undefined, false],
    ['http://10.0.0.8', true, true],
    ['https://api.openai.com/v1', false, false],
  ])('takes %s with external: %p for external: %p', (baseUrl, external, expected) => {
    const provider = { kind: 'vllm', base_url: baseUrl, ...(external === undefined ? {} : { external }) };
    expect(new TargetCatalogue(settings({ p: provider })).get('p')?.isExternal).toBe(expected);
  });

  it('takes the host of a tcp target', () => {
    const catalogue = new TargetCatalogue(
      settings({ p: { kind: 'tcp', base_url: 'tcp://192.168.0.9:6379' } }),
    );
    expect(catalogue.get('p')?.isExternal).toBe(false);
  });
});
