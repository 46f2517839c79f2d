import { once } from 'node:events';
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { SystemClock } from '../../src/clock/clock.ts';
import { Certificates } from '../../src/probes/certificates.ts';
import { createDispatcher, HttpExchange } from '../../src/probes/http-exchange.ts';
import { Prober, type ProbeOutcome } from '../../src/probes/prober.ts';
import { builtInProbes } from '../../src/probes/probes.list.ts';
import type { KindName, ProviderSettings } from '../../src/settings/settings.ts';
import { CANARY_KEY, targetAt } from '../contracts/probe-targets.ts';
import { throwawayCertificate, type Certificate } from '../support/throwaway-certificate.ts';
import { skipped } from '../support/skipping.ts';

const clock = new SystemClock();
const certificates = new Certificates();
const http = new HttpExchange(createDispatcher(certificates), clock, 'bellwether/test', certificates);
const prober = new Prober(builtInProbes(http, clock), clock);

afterAll(() => http.close());

async function check(
  kind: KindName,
  baseUrl: string,
  provider: Partial<ProviderSettings> = {},
): Promise<ProbeOutcome> {
  const outcome = await prober.check(targetAt(kind, baseUrl, provider), new AbortController().signal);
  expect(JSON.stringify(outcome)).not.toContain(CANARY_KEY);
  return outcome;
}

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

describe('a server that speaks no HTTP', () => {
  let server: Server;
  let bytes = '';
  let port = 0;

  beforeAll(async () => {
    server = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.once('data', () => socket.end(bytes));
    });
    port = await listening(server);
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['TLS', '\u0016\u0003\u0001\u0002\u0000\u0001'],
    ['text', 'hello world\n\n'],
    ['a version that does not exist', 'HTTP/9.9 200\r\n\r\n'],
    ['a header without a name', 'HTTP/1.1 200 OK\r\nbad header\r\n\r\n'],
    ['a length that is no number', 'HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n'],
    ['a chunk without a size', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nZZ\r\nabc'],
  ])('gives no valid response: %s', async (_name, sent) => {
    bytes = sent;
    const { observation } = await check('openai', `http://127.0.0.1:${port}`);
    expect(observation).toMatchObject({ failure: 'invalid_response', blame: 'provider' });
    expect(observation.detail).toBe('GET /models: the answer is not HTTP');
  });

  it.each([
    ['before the answer', ''],
    ['within a chunked body', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"dat'],
  ])('is a matter of the network where it hangs up %s', async (_when, sent) => {
    bytes = sent;
    const { observation } = await check('openai', `http://127.0.0.1:${port}`);
    expect(observation).toMatchObject({ failure: 'network', blame: 'provider' });
  });

  it('cannot be reached over TLS', async () => {
    bytes = 'HTTP/1.1 200 OK\r\n\r\n';
    const { observation } = await check('openai', `https://127.0.0.1:${port}`);
    expect(observation).toMatchObject({ failure: 'network', blame: 'provider' });
    expect(observation.detail).toMatch(/^GET \/models: TLS failed \(/);
  });
});

const DAY_MS = 24 * 3_600_000;
const TICKET_KEYS = Buffer.alloc(48, 7);
const own = throwawayCertificate('127.0.0.1', 60);
const suite = own === null ? describe.skip : describe;
if (own === null) skipped('TLS over the wire, since there is no openssl');

suite('a server behind TLS', () => {
  const trustedBefore = getCACertificates('default');
  const servers: HttpsServer[] = [];
  let connections = 0;

  const serve = async (certificate: Certificate): Promise<{ url: string; server: HttpsServer }> => {
    const server = createHttpsServer({ ...certificate, ticketKeys: TICKET_KEYS }, (_request, response) =>
      response.end('fine'),
    );
    server.on('secureConnection', () => connections++);
    servers.push(server);
    return { url: `https://127.0.0.1:${await listening(server)}`, server };
  };

  afterEach(() => setDefaultCACertificates(trustedBefore));
  afterAll(async () => {
    for (const server of servers) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it('is not believed when it signed its certificate itself', async () => {
    const { url } = await serve(own!);
    const { observation } = await check('openai', url);
    expect(observation).toMatchObject({ failure: 'network', vendorCode: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    expect(observation.detail).toBe(
      'GET /models: TLS certificate not accepted (DEPTH_ZERO_SELF_SIGNED_CERT)',
    );
  });

  it('is not believed when its certificate is that of another host', async () => {
    const other = throwawayCertificate('elsewhere.example', 60)!;
    setDefaultCACertificates([...trustedBefore, other.cert]);
    const { observation } = await check('openai', (await serve(other)).url);
    expect(observation).toMatchObject({ failure: 'network', vendorCode: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    expect(observation.detail).toContain('TLS certificate not accepted');
  });

  it('tells when its certificate ends, and warns two weeks before', async () => {
    const short = throwawayCertificate('127.0.0.1', 5)!;
    setDefaultCACertificates([...trustedBefore, own!.cert, short.cert]);
    const far = await check('http', (await serve(own!)).url);
    expect(far.capabilities['certificate_expires_at']).toMatch(/^\d{4}-\d\d-\d\dT/);
    expect(far.notices).toEqual([]);

    const [notice] = (await check('http', (await serve(short)).url)).notices;
    expect(notice).toMatchObject({ code: 'certificate_expiring', model: null });
    expect(notice?.message).toMatch(/^the TLS certificate ends on \d{4}-\d\d-\d\d, in [45] days$/);
    expect(notice?.dueFrom).toBeLessThan(Date.now());
  });

  it('is warned of no longer once the certificate was replaced, though its connection was kept alive', async () => {
    const short = throwawayCertificate('127.0.0.1', 5)!;
    setDefaultCACertificates([...trustedBefore, own!.cert, short.cert]);
    const { url, server } = await serve(short);
    // undici frees a connection a few turns after the body's end.
    const next = async () => {
      for (let turn = 0; turn < 5; turn++) await setImmediate();
      return check('http', url);
    };
    expect((await next()).notices).toHaveLength(1);
    // With the keys of before, so that a session of then can be resumed, which shows the certificate of then.
    server.setSecureContext({ ...own!, ticketKeys: TICKET_KEYS });
    await next();
    const renewed = await next();
    expect(renewed.notices).toEqual([]);
    const endsInDays =
      (Date.parse(String(renewed.capabilities['certificate_expires_at'])) - Date.now()) / DAY_MS;
    expect(Math.round(endsInDays)).toBe(60);
    const connected = connections;
    await next();
    await next();
    expect(connections).toBe(connected);
  });

  it('warns as early as the settings want, or never', async () => {
    setDefaultCACertificates([...trustedBefore, own!.cert]);
    const { url } = await serve(own!);
    const { http: settings } = targetAt('http', url).provider;
    const warned = async (certificateWarningDays: number) =>
      (await check('http', url, { http: { ...settings, certificateWarningDays } })).notices.length;
    expect(await warned(90)).toBe(1);
    expect(await warned(30)).toBe(0);
    expect(await warned(0)).toBe(0);
  });
});
