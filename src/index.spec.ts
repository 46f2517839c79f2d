import * as bellwether from './index.ts';

describe('the library', () => {
  it('loads settings and rejects wrong ones with every problem', () => {
    const document = { providers: { mine: { kind: 'opnai' } } };
    const load = (): unknown => bellwether.loadSettings({ document, env: {} });
    expect(load).toThrow(bellwether.SettingsError);
    expect(load).toThrow(/providers\.mine\.kind/);
  });

  it('has no default export and nothing of the server', () => {
    expect(Object.keys(bellwether)).not.toContain('default');
    expect(Object.keys(bellwether)).not.toContain('AppModule');
  });
});
