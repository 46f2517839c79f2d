import { CANARY, load, withProvider } from './settings-documents.ts';

describe('unwise settings', () => {
  it.each([
    ['a literal key', withProvider({ api_key: CANARY }), 'providers.p.api_key'],
    ['a short interval', withProvider({ interval_seconds: 9 }), 'providers.p.interval_seconds'],
    ['a tight timeout', withProvider({ timeout_seconds: 25 }), 'providers.p.timeout_seconds'],
    [
      'a key over http',
      withProvider({ api_key: '${K}', base_url: 'http://api.example.com' }),
      'providers.p.base_url',
    ],
    ['no prices', withProvider({ api_key: '${K}', generate: { model: 'm' } }), 'providers.p.generate'],
    [
      'open doors',
      { ...withProvider({}), server: { host: '0.0.0.0', allow_open: true } },
      'server.allow_open',
    ],
    [
      'a name for a target that nobody watches',
      { ...withProvider({}), intake: { names: { gateway: 'nobody' } } },
      'intake.names.gateway',
    ],
  ])('warn of %s', (_, document, key) => {
    const { warnings } = load(document, { K: CANARY });
    expect(warnings.map((warning) => warning.key)).toEqual([key]);
    expect(JSON.stringify(warnings)).not.toContain(CANARY);
  });

  it('do not warn of a key over http within the own network', () => {
    expect(
      load(withProvider({ api_key: '${K}', base_url: 'http://10.1.2.3/v1' }), { K: CANARY }).warnings,
    ).toEqual([]);
  });
});
