import { RunningApp } from '../support/running-app.ts';
import { oddRequests } from '../support/malformed-bodies.ts';

const REQUESTS = 10_000;
const SEED = 20_261_126;

describe('the intake', () => {
  let app: RunningApp;

  beforeAll(async () => {
    app = await RunningApp.start({
      monitoring: { enabled: false },
      egress: { enabled: false },
      providers: { openai: { kind: 'openai' } },
      intake: { adopt: true },
    });
  });

  afterAll(() => app.stop());

  it(`refuses ${REQUESTS} malformed bodies, fails over none of them, and goes on`, async () => {
    const statuses = new Map<number, number>();
    for (const { isMalformed, ...request } of oddRequests(REQUESTS, SEED)) {
      const { statusCode } = await app.app.inject({ method: 'POST', ...request });
      statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1);
      const isRight = isMalformed ? statusCode >= 400 && statusCode < 500 : statusCode < 500;
      if (!isRight) {
        throw new Error(
          `${statusCode} for ${request.url} ${JSON.stringify(request.headers)} ${request.payload.toString('base64')}`,
        );
      }
    }
    expect([...statuses.keys()].toSorted((a, b) => a - b)).toEqual([200, 202, 400, 415]);
    const { status, body } = await app.post('/health/integration/observations', {
      target: 'openai',
      ok: true,
    });
    expect([status, body]).toEqual([202, { accepted: 1, rejected: [] }]);
    const { text } = await app.get('/metrics');
    expect(text).toContain('bellwether_intake_dropped_total 0\n');
  }, 120_000);
});
