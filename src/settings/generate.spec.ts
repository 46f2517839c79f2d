import { keysOf, load, problemsOf, withProvider } from './settings-documents.ts';

const withGenerate = (generate: object, provider: object = {}) =>
  withProvider({ api_key: '${K}', generate: { model: 'm', ...generate }, ...provider });
const ENV = { K: 'sk-test' };

function generateOf(generate: object) {
  return load(withGenerate(generate), ENV).settings.providers[0]?.generate;
}

describe('the settings of generate probes', () => {
  it('need a model and nothing else', () => {
    expect(generateOf({})).toEqual({
      model: 'm',
      api: 'chat',
      intervalMs: 600_000,
      timeoutMs: 30_000,
      budgetUsdPerDay: 0.1,
      usdPerMillionInputTokens: null,
      usdPerMillionOutputTokens: null,
      prompt: null,
      challenge: false,
      maxOutputTokens: null,
    });
    expect(keysOf(withProvider({ generate: {} }))).toEqual(['providers.p.generate.model']);
  });

  it('fit a timeout that nobody set to a short interval', () => {
    expect(generateOf({ interval_seconds: 20 })?.timeoutMs).toBe(10_000);
    expect(keysOf(withGenerate({ interval_seconds: 20, timeout_seconds: 20 }), ENV)).toEqual([
      'providers.p.generate.timeout_seconds',
    ]);
  });

  it.each([
    ['anthropic', 'https://a.example', ['providers.p.generate.api']],
    ['google', 'https://a.example', ['providers.p.generate.api']],
    ['openai_compatible', 'https://a.example', []],
    ['litellm', 'https://a.example', []],
    ['comfyui', 'https://a.example', ['providers.p.generate']],
    ['gradio', 'https://a.example', ['providers.p.generate']],
    ['tcp', 'tcp://a.example:1', ['providers.p.generate']],
  ])('know whether %s can be asked over the Responses API', (kind, base_url, keys) => {
    expect(keysOf(withGenerate({ api: 'responses' }, { kind, base_url }), ENV)).toEqual(keys);
  });

  it('refuse a cap below what the Responses API takes, and a prompt that a challenge would replace', () => {
    expect(problemsOf(withGenerate({ api: 'responses', max_output_tokens: 8 }), ENV)).toMatchObject([
      { key: 'providers.p.generate.max_output_tokens', rule: 'must be at least 16 with api: responses' },
    ]);
    expect(keysOf(withGenerate({ challenge: true, prompt: 'hello' }), ENV)).toEqual([
      'providers.p.generate.prompt',
    ]);
  });

  it('warn that the budget is kept by assumed prices, but not where nothing is billed', () => {
    const warnings = (kind: string) =>
      load(withGenerate({}, { kind, base_url: 'http://10.0.0.1/v1' }), ENV).warnings.map(({ key }) => key);
    expect(warnings('openai_compatible')).toEqual(['providers.p.generate']);
    expect(warnings('ollama')).toEqual([]);
  });
});
