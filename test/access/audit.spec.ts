import type { LoggerService } from '@nestjs/common';
import { type Answer, RunningApp } from '../support/running-app.ts';

const READ = 'canary-read-7f3a9c';
const OPERATE = 'canary-operate-e09d';
const WRONG = 'canary-wrong-5d21';
const CANARY = /canary/;
const DOCUMENT = {
  monitoring: { enabled: false },
  egress: { enabled: false },
  providers: { openai: { kind: 'openai', base_url: 'http://127.0.0.1:9', models: ['gpt-5-mini'] } },
};
const CIRCUIT = `/health/integration/circuits/${encodeURIComponent('openai/gpt-5-mini')}`;

class KeptLog implements LoggerService {
  readonly lines: unknown[][] = [];
  readonly log = (...line: unknown[]): void => void this.lines.push(line);
  error = this.log;
  warn = this.log;
  debug = this.log;
}

describe('the audit', () => {
  const log = new KeptLog();
  const answers: Answer[] = [];
  let app: RunningApp;

  beforeAll(async () => {
    const tokens = `reader:read:${READ},boss:operate:${OPERATE}`;
    app = await RunningApp.start(DOCUMENT, { BELLWETHER_API_TOKENS: tokens });
    app.app.useLogger(log);
  });
  afterAll(() => app.stop());

  async function operate(path: string, token: string | null, body?: object): Promise<Answer> {
    const headers = {
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    };
    const init = { method: 'POST', headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
    const answer = await app.request(path, init);
    answers.push(answer);
    return answer;
  }

  async function audit(query = '', token = OPERATE): Promise<Answer> {
    const answer = await app.get(`/health/integration/audit${query}`, { authorization: `Bearer ${token}` });
    answers.push(answer);
    return answer;
  }

  it('tells who changed what and why, newest first, refusals included', async () => {
    await operate(`${CIRCUIT}/open?why=${WRONG}`, OPERATE, { reason: 'drill', expires_in_seconds: 60 });
    await operate(`${CIRCUIT}/reset`, READ);
    await operate(`${CIRCUIT}/reset`, WRONG);
    await operate('/health/integration/circuits/nobody/close', OPERATE, { reason: 'x'.repeat(200) });
    const { status, body, headers } = await audit();
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(body.items).toEqual([
      expect.objectContaining({
        caller: 'boss',
        target: 'nobody',
        status: 404,
        reason: `${'x'.repeat(100)}…`,
      }),
      expect.objectContaining({ caller: 'reader', path: `${CIRCUIT}/reset`, status: 403, reason: null }),
      {
        at: expect.stringMatching(/Z$/),
        caller: 'boss',
        address: '127.0.0.1',
        method: 'POST',
        path: `${CIRCUIT}/open`,
        target: 'openai/gpt-5-mini',
        status: 200,
        reason: 'drill',
      },
    ]);
    expect(body.next_cursor).toBeNull();
  });

  it('is one line of the log for each, strangers included', () => {
    const lines = log.lines
      .filter(([, , room]) => room === 'audit')
      .map(([facts, message]) => ({ facts, message }));
    expect(lines.map(({ message }) => message)).toEqual([
      'operated by hand',
      'operation refused',
      'operation refused',
      'operated by hand',
    ]);
    expect(lines.map(({ facts }) => (facts as { caller: string }).caller)).toEqual([
      'boss',
      'reader',
      'unknown',
      'boss',
    ]);
  });

  it('is read in pages, by who may change things', async () => {
    const { body } = await audit('?limit=2');
    expect(body.items).toHaveLength(2);
    const { body: rest } = await audit(`?limit=2&cursor=${body.next_cursor}`);
    expect([rest.items.length, rest.next_cursor]).toEqual([1, null]);
    expect((await audit('', READ)).status).toBe(403);
    expect(await audit('?cursor=NO!')).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'cursor' }] },
    });
  });

  it('holds no token anywhere: not in lines, entries, answers', async () => {
    await app.get(`/health/integration?access_token=${READ}`);
    await app.get(`/nothing?access_token=${READ}`);
    await operate(`/health/integration/providers/openai/check?access_token=${OPERATE}`, null);
    expect(JSON.stringify(log.lines)).not.toMatch(CANARY);
    for (const { text, headers } of answers) {
      expect(text + JSON.stringify([...headers])).not.toMatch(CANARY);
    }
  });
});

it('goes on where there are no tokens, and says that it was this machine', async () => {
  const app = await RunningApp.start(DOCUMENT);
  await app.post(`${CIRCUIT}/open`, { reason: 'drill' });
  const { body } = await app.get('/health/integration/audit');
  expect(body.items).toMatchObject([{ caller: 'loopback', reason: 'drill', status: 200 }]);
  await app.stop();
});
