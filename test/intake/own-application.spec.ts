import { BellwetherModule } from '../../src/index.ts';
import { litellmLog } from '../support/litellm-logs.ts';
import { otlpSpan, otlpTrace } from '../support/otlp.ts';
import { HOSTS, type HostName, OwnApplication } from '../support/own-application.ts';

const OPTIONS = {
  document: {
    monitoring: { enabled: false },
    egress: { enabled: false },
    providers: { openai: { kind: 'openai' } },
  },
  env: { DATABASE_URL: 'memory:' },
  watch: false,
  signals: null,
} as const;

describe.each(Object.keys(HOSTS) as HostName[])('an application on %s that takes Bellwether in', (host) => {
  let shop: OwnApplication;

  beforeAll(async () => {
    shop = await OwnApplication.start(host, [BellwetherModule.forRoot(OPTIONS)]);
  });
  afterAll(() => shop.stop());

  it('takes outcomes in as JSON at every endpoint', async () => {
    const attributes = { 'gen_ai.provider.name': 'openai', 'gen_ai.operation.name': 'chat' };
    const bodies: readonly (readonly [path: string, body: unknown, status: number])[] = [
      ['/health/integration/observations', { target: 'openai', ok: true }, 202],
      ['/integrations/litellm', [litellmLog()], 202],
      ['/v1/traces', otlpTrace(otlpSpan({ attributes })), 200],
    ];
    for (const [path, body, status] of bodies) {
      expect((await shop.post(path, JSON.stringify(body))).status).toBe(status);
    }
    const openai = await shop.request('/health/integration/providers/openai');
    expect(await openai.json()).toMatchObject({ call_windows: { '1m': { count: 3 } } });
  });

  it('names what is wrong', async () => {
    const answer = await shop.post('/health/integration/observations', '{"target":"openai"}');
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: [{ field: 'ok', rule: 'required, boolean' }] });
    const form = await shop.request('/health/integration/observations', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'target=openai',
    });
    expect(form.status).toBe(415);
  });
});
