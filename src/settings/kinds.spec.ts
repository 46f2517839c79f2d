import { loadSettings } from './load.ts';
import { SettingsError } from './problems.ts';

describe('kinds of one’s own', () => {
  const load = (provider: Record<string, unknown>, kinds?: readonly string[]) =>
    loadSettings({
      document: { providers: { acme: provider } },
      env: {},
      ...(kinds === undefined ? {} : { kinds }),
    });
  const problems = (provider: Record<string, unknown>, kinds?: readonly string[]) => {
    try {
      load(provider, kinds);
    } catch (error) {
      return (error as SettingsError).problems;
    }
    throw new Error('the settings were accepted');
  };

  it('are taken where the application brings a probe for them', () => {
    const { settings } = load({ kind: 'acme', base_url: 'https://acme.example' }, ['acme']);
    expect(settings.providers[0]).toMatchObject({ id: 'acme', kind: 'acme', probe: 'auto' });
  });

  it('are unknown otherwise, and nothing more is said of them', () => {
    expect(problems({ kind: 'acme' })).toMatchObject([{ key: 'providers.acme.kind' }]);
    expect(problems({ kind: 'acm', base_url: 'https://acme.example' }, ['acme'])).toMatchObject([
      { key: 'providers.acme.kind', hint: 'did you mean acme?' },
    ]);
  });

  it('have no usual place', () => {
    expect(problems({ kind: 'acme' }, ['acme'])).toMatchObject([
      { key: 'providers.acme.base_url', rule: 'is needed for kind acme' },
    ]);
  });
});

describe('what kind http expects', () => {
  const http = (settings: Record<string, unknown>) => {
    const document = { providers: { site: { kind: 'http', base_url: 'https://a.example', http: settings } } };
    return loadSettings({ document, env: {} }).settings.providers[0]?.http;
  };

  it('may be one value at a place of the body, or several', () => {
    const one = { path: '$.status', equals: 'ok' };
    expect(http({ expected_json: one })?.expectedJson).toEqual([one]);
    const two = [one, { path: '$.queue.workers[0].alive', equals: true }];
    expect(http({ expected_json: two })?.expectedJson).toEqual(two);
  });

  it('warns of a certificate two weeks ahead, unless told otherwise', () => {
    expect(http({})?.certificateWarningDays).toBe(14);
    expect(http({ certificate_warning_days: 30 })?.certificateWarningDays).toBe(30);
  });

  it.each([
    [
      { expected_json: { path: '$..a', equals: 1 } },
      'providers.site.http.expected_json.0.path',
      /names and indices/,
    ],
    [{ expected_json: [{ path: '$.a' }] }, 'providers.site.http.expected_json.0.equals', /must be a text/],
    [{ certificate_warning_days: -1 }, 'providers.site.http.certificate_warning_days', /from 0 to 365/],
  ])('is refused where it cannot be meant: %j', (settings, key, rule) => {
    const refused = () => http(settings);
    expect(refused).toThrow(SettingsError);
    expect(refused).toThrow(rule);
    expect(refused).toThrow(key);
  });

  it('never shows the body that it sends', async () => {
    const { describeSettings } = await import('./describe.ts');
    const body = '{"token":"canary"}';
    const document = { providers: { site: { kind: 'http', base_url: 'https://a.example', http: { body } } } };
    const { settings } = loadSettings({ document, env: {} });
    expect(settings.providers[0]?.http.body?.reveal()).toBe(body);
    expect(describeSettings(settings)).not.toContain('canary');
  });
});
