import { SystemClock } from '../../src/clock/clock.ts';
import { createDispatcher, HttpExchange } from '../../src/probes/http-exchange.ts';
import type { Probe } from '../../src/probes/probe.ts';
import { builtInProbes } from '../../src/probes/probes.list.ts';
import { PROVIDER_KINDS } from '../../src/settings/provider-kinds.ts';
import { LoopbackServer } from './loopback-server.ts';
import { PROBE_FIXTURES } from './probe-fixtures.ts';
import { targetAt } from './probe-targets.ts';
import { describeHttpProbe } from './probe.contract.ts';

const clock = new SystemClock();
const http = new HttpExchange(createDispatcher(), clock, 'bellwether/test');
const probes = builtInProbes(http, clock);

function probeOf(kind: string): Probe {
  const probe = probes.find(({ kinds }) => kinds.includes(kind));
  if (probe === undefined) throw new Error(`no probe for ${kind}`);
  return probe;
}

afterAll(() => http.close());

for (const fixture of PROBE_FIXTURES) describeHttpProbe(fixture, () => probeOf(fixture.kind));

describe('the list of probes', () => {
  it('has one for every kind, and a fixture for every one over HTTP', () => {
    expect(probes.flatMap(({ kinds }) => kinds).toSorted()).toEqual([...PROVIDER_KINDS].toSorted());
    expect([...PROBE_FIXTURES.map(({ kind }) => kind), 'tcp'].toSorted()).toEqual(
      [...PROVIDER_KINDS].toSorted(),
    );
  });
});

describe('the tcp probe', () => {
  const server = new LoopbackServer();
  const check = (baseUrl: string, signal = new AbortController().signal) =>
    probeOf('tcp').check(targetAt('tcp', baseUrl), 'reach', signal);

  beforeAll(() => server.start());

  it('finds a port that accepts connections, and then one that does not', async () => {
    const address = `tcp://127.0.0.1:${server.port}`;
    expect(await check(address)).toMatchObject({ ok: true, httpStatus: null });
    await server.stop();
    expect(await check(address)).toMatchObject({ ok: false, failure: 'network', vendorCode: 'ECONNREFUSED' });
  });

  it('answers cancelled when it is aborted', async () => {
    expect(await check('tcp://127.0.0.1:1', AbortSignal.abort())).toMatchObject({ failure: 'cancelled' });
  });

  it.each(['http://127.0.0.1:1', 'tcp://127.0.0.1', 'nowhere'])(
    'refuses %s as an address',
    async (address) => {
      expect(await check(address)).toMatchObject({
        failure: 'bad_request',
        detail: 'base_url is not tcp://host:port',
      });
    },
  );
});
