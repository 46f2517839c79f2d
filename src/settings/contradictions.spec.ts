import { CANARY, keysOf, load, problemsOf, withProvider } from './settings-documents.ts';

describe('contradictions in the settings', () => {
  it('blame the side of a contradiction that was written', () => {
    expect(keysOf(withProvider({ thresholds: { error_rate_critical_percent: 40 } }))).toEqual([
      'providers.p.thresholds.error_rate_critical_percent',
    ]);
    expect(keysOf({ defaults: { timeout_seconds: 20 }, ...withProvider({ interval_seconds: 15 }) })).toEqual([
      'providers.p.interval_seconds',
    ]);
    expect(keysOf({ host_checks: { disk_percent: { warning: 96 } } })).toEqual([
      'host_checks.disk_percent.warning',
    ]);
    expect(keysOf(withProvider({ circuit: { reset_timeout_seconds: 301 } }))).toEqual([
      'providers.p.circuit.reset_timeout_seconds',
    ]);
  });

  it('fit a timeout that nobody set to a short interval', () => {
    expect(load(withProvider({ interval_seconds: 5 })).settings.providers[0]?.timeoutMs).toBe(4000);
    expect(load(withProvider({ interval_seconds: 60 })).settings.providers[0]?.timeoutMs).toBe(10_000);
  });

  it.each([
    ['an empty key', { api_key: '' }],
    ['a blank key', { api_key: '  ' }],
    ['no value', { api_key: null }],
  ])('take %s for none', (_, provider) => {
    expect(load(withProvider(provider)).settings.providers[0]?.apiKey).toBeNull();
  });

  it('refuse probe: auth without a key, except for kinds that need none', () => {
    expect(keysOf(withProvider({ probe: 'auth' }))).toEqual(['providers.p.probe']);
    expect(keysOf(withProvider({ probe: 'auth', api_key: '${K}' }), { K: CANARY })).toEqual([]);
    expect(keysOf(withProvider({ kind: 'ollama', base_url: 'http://localhost:1', probe: 'auth' }))).toEqual(
      [],
    );
    expect(keysOf({ defaults: { probe: 'auth' }, ...withProvider({}) })).toEqual([]);
  });

  it.each([
    ['ollama', undefined, 'is needed for kind ollama'],
    ['tcp', 'https://h:1', 'must be tcp://host:port'],
    ['tcp', 'tcp://h', 'must be tcp://host:port'],
    ['http', 'tcp://h:1', 'must be http:// or https:// for kind http'],
    ['http', 'ftp://h', 'must be an http:// or https:// URL (tcp://host:port for kind tcp)'],
    ['http', 'https://user:canary-4711-canary@h', 'must not hold credentials; use api_key or headers'],
  ])('refuse for kind %s the base_url %p', (kind, url, rule) => {
    const problems = problemsOf({
      providers: { p: { kind, ...(url === undefined ? {} : { base_url: url }) } },
    });
    expect(problems).toMatchObject([{ key: 'providers.p.base_url', rule }]);
    expect(JSON.stringify(problems)).not.toContain(CANARY);
  });

  it('keep a path prefix of base_url', () => {
    const url = 'https://gateway.example/openai/v1/';
    expect(load(withProvider({ base_url: url })).settings.providers[0]?.baseUrl).toBe(url);
  });

  it.each(['Upper', 'sp ace', '-dash', 'a/b', '__proto__', ''])('refuse the id %p', (id) => {
    const providers = Object.fromEntries([[id, { kind: 'openai' }]]);
    expect(keysOf({ providers })).toContain(`providers.${id}`);
  });

  it('refuse ids that clash', () => {
    expect(problemsOf({ providers: { a: { kind: 'openai' }, A: { kind: 'openai' } } })).toMatchObject([
      { key: 'providers.A', rule: 'must not differ from a by case only' },
    ]);
    expect(keysOf({ ...withProvider({}), services: { p: {} } })).toEqual(['services.p']);
    expect(keysOf(withProvider({ models: ['m', 'M'] }))).toEqual(['providers.p.models.1']);
  });

  it('refuse generate where there are no completions', () => {
    expect(keysOf(withProvider({ kind: 'cursor', generate: { model: 'm' } }))).toEqual([
      'providers.p.generate',
    ]);
  });

  it('refuse services that lead back to themselves, and models that nobody lists', () => {
    const services = {
      a: { depends_on: ['b'] },
      b: { depends_on: [{ any_of: ['c'] }] },
      c: { depends_on: ['a'] },
    };
    expect(problemsOf({ services })).toMatchObject([{ value: '"a > b > c > a"' }]);
    expect(
      problemsOf({ ...withProvider({ models: ['mini'] }), services: { s: { depends_on: ['p/mni'] } } }),
    ).toMatchObject([{ key: 'services.s.depends_on', value: '"p/mni"', hint: 'did you mean p/mini?' }]);
    expect(keysOf({ services: { s: { depends_on: [7, { any_of: [] }] } } })).toEqual([
      'services.s.depends_on.0',
      'services.s.depends_on.1.any_of',
    ]);
  });
});
