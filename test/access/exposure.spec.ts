import { serve } from '../../src/server/serve.ts';
import { explainStartFailure } from '../../src/server/start-failure.ts';
import { SettingsSource } from '../../src/settings/settings-source.ts';

function sourceOf(env: Record<string, string>): SettingsSource {
  const document = { monitoring: { enabled: false }, egress: { enabled: false } };
  const silent = { info: () => {}, warn: () => {}, error: () => {} };
  const options = { document, watch: false, signals: null, log: silent };
  return new SettingsSource({ ...options, env: { DATABASE_URL: 'memory:', PORT: '0', ...env } });
}

describe('an address that others reach', () => {
  it('is not listened on without tokens, and the reason names settings and value', async () => {
    const source = sourceOf({ HOST: '0.0.0.0' });
    const error: unknown = await serve(source).catch((reason: unknown) => reason);
    expect(explainStartFailure(error, source.current.server)).toMatch(
      /^Bellwether cannot start: HOST is 0\.0\.0\.0,.*BELLWETHER_API_TOKENS.*127\.0\.0\.1.*BELLWETHER_ALLOW_OPEN=true$/,
    );
  });

  it.each([{ BELLWETHER_API_TOKENS: 'a:read:0123456789abcdef' }, { BELLWETHER_ALLOW_OPEN: 'true' }])(
    'is listened on with %j',
    async (env) => {
      const source = sourceOf({ HOST: '0.0.0.0', ...env });
      const server = await serve(source);
      const isOpen = 'BELLWETHER_ALLOW_OPEN' in env;
      expect((await fetch(`${server.url}/health/integration`)).status).toBe(isOpen ? 200 : 401);
      expect(source.warnings.some(({ key }) => key === 'server.allow_open')).toBe(isOpen);
      await server.stop();
    },
  );
});
