import { litellmLog } from '../support/litellm-logs.ts';
import { RunningApp } from '../support/running-app.ts';

const TOKENS = { reader: 'r'.repeat(32), sender: 's'.repeat(32) };

describe('outcomes of calls', () => {
  let app: RunningApp;

  beforeAll(async () => {
    app = await RunningApp.start(
      {
        monitoring: { enabled: false },
        egress: { enabled: false },
        providers: { openai: { kind: 'openai' } },
      },
      { BELLWETHER_API_TOKENS: `reader:read:${TOKENS.reader},sender:ingest:${TOKENS.sender}` },
    );
  });
  afterAll(() => app.stop());

  it.each([
    ['/health/integration/observations', { target: 'openai', ok: true }, 202],
    ['/integrations/litellm', [litellmLog()], 202],
    ['/v1/traces', {}, 200],
  ])('come in at %s by a token for that, and by no other', async (path, body, status) => {
    const send = async (token: string | null): Promise<number> => {
      const headers = { 'content-type': 'application/json' };
      const authorised = token === null ? headers : { ...headers, authorization: `Bearer ${token}` };
      return (await app.request(path, { method: 'POST', headers: authorised, body: JSON.stringify(body) }))
        .status;
    };
    expect(await send(null)).toBe(401);
    expect(await send(TOKENS.reader)).toBe(403);
    expect(await send(TOKENS.sender)).toBe(status);
  });
});
