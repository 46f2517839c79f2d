import { FakeClock } from '../../test/support/fake-clock.ts';
import { loadSettings } from '../settings/load.ts';
import { type Admission, Entrance, type Visitor } from './entrance.ts';
import type { Demand, Requirement } from './requirement.ts';

const TOKENS = 'reader:read:read-secret other:read:other-secret boss:operate:operate-secret';
const MINUTE_MS = 60_000;

function demand(requirement: Requirement, tokenInQuery = false): Demand {
  return { requirement, tokenInQuery };
}

function visitor(token: string | null, more: Partial<Visitor> = {}): Visitor {
  const headers = { host: 'localhost', ...(token !== null && { authorization: `Bearer ${token}` }) };
  return { method: 'GET', originalUrl: '/x', ip: '10.0.0.9', headers, ...more };
}

function statusOf(admission: Admission): number {
  return admission.isAdmitted ? 200 : admission.problem.getStatus();
}

describe('Entrance', () => {
  let clock: FakeClock;
  let env: Record<string, string>;
  let limits: Record<string, number>;
  let entrance: Entrance;

  beforeEach(() => {
    clock = new FakeClock();
    env = { BELLWETHER_API_TOKENS: TOKENS };
    limits = {};
    entrance = new Entrance(
      () => loadSettings({ document: { server: { rate_limit: limits } }, env }).settings,
      clock,
    );
  });

  function status(who: Visitor, requirement: Requirement = 'read'): number {
    return statusOf(entrance.admit(who, demand(requirement)));
  }

  it('challenges strangers, and says whether their token or only its lack is wrong', () => {
    const challenge = (token: string | null) => {
      const admission = entrance.admit(visitor(token), demand('read'));
      return admission.isAdmitted ? null : admission.problem.headers['www-authenticate'];
    };
    expect(challenge(null)).toBe('Bearer realm="bellwether"');
    expect(challenge('wrong')).toBe('Bearer realm="bellwether", error="invalid_token"');
  });

  it('knows new tokens and no longer the old ones once the settings have changed', () => {
    expect(status(visitor('read-secret'))).toBe(200);
    env['BELLWETHER_API_TOKENS'] = 'reader:read:new-secret';
    expect([status(visitor('read-secret')), status(visitor('new-secret'))]).toEqual([401, 200]);
  });

  it('takes a token of the query where a browser can send no other, and there alone', () => {
    const who = visitor(null, { originalUrl: '/x?access_token=read-secret' });
    expect(status(who)).toBe(401);
    expect(statusOf(entrance.admit(who, demand('read', true)))).toBe(200);
  });

  it('asks nobody at open routes', () => {
    expect(status(visitor(null, { ip: undefined }), 'open')).toBe(200);
  });

  it('limits each token for itself, by what it does', () => {
    limits = { reads_per_minute: 2 };
    const read = () => status(visitor('read-secret'));
    expect([read(), read(), read()]).toEqual([200, 200, 429]);
    expect(status(visitor('other-secret'))).toBe(200);
    expect(status(visitor('operate-secret'), 'operate')).toBe(200);
    clock.advance(MINUTE_MS / 2);
    expect([read(), read()]).toEqual([200, 429]);
  });

  it('says when to come again', () => {
    limits = { reads_per_minute: 1 };
    expect(status(visitor('read-secret'))).toBe(200);
    clock.advance(500);
    const admission = entrance.admit(visitor('read-secret'), demand('read'));
    expect(admission).toMatchObject({ isAdmitted: false, caller: { name: 'reader' } });
    expect(!admission.isAdmitted && admission.problem.headers['retry-after']).toBe('60');
  });

  it('limits those without tokens by address, and not who is on this machine', () => {
    env = { BELLWETHER_ALLOW_OPEN: 'true' };
    limits = { reads_per_minute: 1 };
    const from = (ip: string) => status(visitor(null, { ip }));
    expect([from('10.0.0.9'), from('10.0.0.9'), from('10.0.0.8')]).toEqual([200, 429, 200]);
    expect([from('127.0.0.1'), from('127.0.0.1')]).toEqual([200, 200]);
  });

  it('makes guessing slow without shutting out who is known at that address', () => {
    limits = { failed_logins_per_minute: 3 };
    expect(status(visitor('read-secret'))).toBe(200);
    const guesses = ['a', 'b', 'c', 'd'].map((token) => status(visitor(token)));
    expect(guesses).toEqual([401, 401, 401, 429]);
    expect(status(visitor('read-secret'))).toBe(200);
    // right, and told what a wrong guess is told
    expect([status(visitor('other-secret')), status(visitor('other-secret'), 'operate')]).toEqual([429, 429]);
    expect(status(visitor('other-secret', { ip: '10.0.0.8' }))).toBe(200);
    expect(status(visitor(null))).toBe(401);
    clock.advance(MINUTE_MS);
    expect(status(visitor('other-secret'))).toBe(200);
  });

  it('refuses what a foreign page makes a browser send: changes and handshakes, not reads', () => {
    const headers = { ...visitor('operate-secret').headers, origin: 'https://evil.example' };
    const ask = (more: Partial<Visitor>) => status(visitor('operate-secret', { headers, ...more }));
    expect([ask({ method: 'POST' }), ask({ headers: { ...headers, upgrade: 'websocket' } })]).toEqual([
      403, 403,
    ]);
    expect(ask({})).toBe(200);
  });

  it('takes the page at the public URL for our own', () => {
    env['BELLWETHER_PUBLIC_URL'] = 'https://status.example/bellwether/';
    const headers = { ...visitor('operate-secret').headers, origin: 'https://status.example' };
    expect(status(visitor('operate-secret', { method: 'POST', headers }), 'operate')).toBe(200);
  });

  it('refuses changes by names that may have been made to point here, while there are no tokens', () => {
    env = {};
    const post = (host: string) =>
      status(visitor(null, { method: 'POST', ip: '127.0.0.1', headers: { host } }), 'operate');
    expect([post('localhost:3000'), post('evil.example:3000')]).toEqual([200, 403]);
  });
});
