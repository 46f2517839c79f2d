import { FakeClock } from '../../../test/support/fake-clock.ts';
import { HostCheck } from './host-check.ts';
import { HostCollector } from './host-collector.ts';
import type { HostCheckName, HostReading } from './host-report.ts';

const FINE: HostReading = { status: 'ok', values: { percent_used: 1 }, error: null };

class FakeCollector extends HostCollector {
  readonly name: HostCheckName;
  readonly #read: (signal: AbortSignal) => Promise<HostReading>;
  count = 0;

  constructor(name: HostCheckName, read: (signal: AbortSignal) => Promise<HostReading>) {
    super();
    this.name = name;
    this.#read = read;
  }

  collect(signal: AbortSignal): Promise<HostReading> {
    this.count++;
    return this.#read(signal);
  }
}

const fine = (name: HostCheckName) => new FakeCollector(name, async () => FINE);

describe('a host check', () => {
  it('lets the worst reading be its status', async () => {
    const full: HostReading = { status: 'warning', values: { percent_used: 91 }, error: null };
    const disk = new FakeCollector('disk', async () => full);
    const report = await new HostCheck([fine('memory'), disk], new FakeClock(), {
      timeoutMs: 1_000,
      cacheMs: 0,
    }).run();
    expect(report).toMatchObject({ status: 'warning', checks: { memory: FINE, disk: full } });
  });

  it('goes on without a collector that fails, and tells its error', async () => {
    const broken = new FakeCollector('cpu', async () => {
      throw new Error('no such file');
    });
    const report = await new HostCheck([broken, fine('memory')], new FakeClock(), {
      timeoutMs: 1_000,
      cacheMs: 0,
    }).run();
    expect(report.checks.cpu).toEqual({ status: 'unknown', values: {}, error: 'no such file' });
    expect(report.checks.memory).toEqual(FINE);
    expect(report.status).toBe('unknown');
  });

  it('does not wait for a collector that hangs, and tells it to stop', async () => {
    let seen: AbortSignal | null = null;
    const hanging = new FakeCollector('network', (signal) => {
      seen = signal;
      return new Promise(() => {});
    });
    const report = await new HostCheck([hanging, fine('disk')], new FakeClock(), {
      timeoutMs: 20,
      cacheMs: 0,
    }).run();
    expect(report.checks.network.error).toBe('no reading within 20 ms');
    expect(seen!.aborted).toBe(true);
    expect(report.checks.disk).toEqual(FINE);
  });

  it('gives a young report again, and a new one once it is old', async () => {
    const clock = new FakeClock();
    const memory = fine('memory');
    const check = new HostCheck([memory], clock, { timeoutMs: 1_000, cacheMs: 2_000 });
    const first = await check.run();
    clock.advance(1_999);
    expect(await check.run()).toBe(first);
    clock.advance(1);
    expect(await check.run()).not.toBe(first);
    expect(memory.count).toBe(2);
  });
});
