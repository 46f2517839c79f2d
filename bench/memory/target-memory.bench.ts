/**
 * What a target takes of memory, everything included: settings, registry, windows, assessor, breaker, schedule,
 * metrics and the answers that are kept ready. Beside it one opossum breaker, which is a part of what others use.
 * Run: node bench/memory/target-memory.bench.ts [--json]
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import Opossum from 'opossum';
import { CircuitBreakers } from '../../src/breakers/circuit-breakers.ts';
import { OpossumBreakers } from '../../src/breakers/opossum-breaker.ts';
import { IntegrationReport } from '../../src/health/report/integration-report.ts';
import { COUNT_FAMILIES, HEALTH_FAMILIES } from '../../src/metrics/target-families.ts';
import { TargetMetrics } from '../../src/metrics/target-metrics.ts';
import type { Observation } from '../../src/observations/observation.ts';
import { SettingsSource } from '../../src/settings/settings-source.ts';
import { TargetCatalogue } from '../../src/targets/target-catalogue.ts';
import { VirtualWorld } from '../../test/support/virtual-world.ts';
import { report, type Row } from '../harness.ts';
import { lognormal, seededRandom } from '../statistics/samples.ts';

const PROBED = 1_000;
const BUSY = 50;
const CALLS = 100_000;
const INTERVAL_MS = 30_000;
const SPAN_MS = 15 * 60_000;
const KIB = 1_024;
const FAMILIES = [...HEALTH_FAMILIES, ...COUNT_FAMILIES];
const TUNED = { timeout: false, enableSnapshots: false, rollingPercentilesEnabled: false } as const;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** `external` includes array buffers. */
function usedBytes(): number {
  for (let i = 0; i < 4; i++) collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Targets in a world without a network, with all that the application keeps of them. */
class House {
  readonly #world: VirtualWorld;
  readonly #metrics: TargetMetrics;
  readonly #report: IntegrationReport;
  readonly #source: SettingsSource;
  readonly #circuits: CircuitBreakers;
  readonly #latencyMs = lognormal(seededRandom(1), 400, 0.5);
  #requests = 0;

  constructor(targets: number) {
    this.#source = new SettingsSource({
      document: documentOf(targets),
      env: {},
      watch: false,
      signals: null,
    });
    const list = new TargetCatalogue(this.#source.current).list();
    this.#world = new VirtualWorld({ targets: list, answer: () => ({ failure: null, latencyMs: 100 }) });
    const { registry, egress, clock } = this.#world;
    this.#circuits = new CircuitBreakers(registry, clock, new OpossumBreakers(), console);
    this.#metrics = new TargetMetrics(registry);
    this.#report = new IntegrationReport({ registry, egress, source: this.#source }, clock, '0.0.0');
  }

  /** Each target is probed at its interval; what a vendor sends along is kept as long as the check is. */
  probe(): void {
    const { registry, clock } = this.#world;
    const stepMs = INTERVAL_MS / registry.size;
    for (let passedMs = 0; passedMs < SPAN_MS; passedMs += INTERVAL_MS) {
      for (const { target } of registry.all()) {
        clock.advance(stepMs);
        const latencyMs = this.#latencyMs();
        this.#world.report({
          ...this.#evidence(),
          targetId: target.id,
          source: 'probe',
          depth: 'auth',
          latencyMs,
        });
      }
      this.#world.monitor.reassessAll();
      this.#circuits.tick();
    }
  }

  call(): void {
    const { registry, clock } = this.#world;
    for (let i = 0; i < CALLS; i++) {
      clock.advance(SPAN_MS / CALLS);
      for (const { target } of registry.all()) {
        const latencyMs = this.#latencyMs();
        const measures = { latencyMs, ttftMs: latencyMs / 4, outputTokens: 80 };
        this.#world.report({ targetId: target.id, source: 'traffic', depth: 'traffic', ...measures });
      }
    }
  }

  /** Somebody scrapes and reads, so that what is kept ready is there. */
  read(): number {
    const scraped = this.#metrics.chunks(FAMILIES).reduce((bytes, chunk) => bytes + chunk.length, 0);
    return scraped + this.#report.whole().bytes.length;
  }

  #evidence(): Partial<Observation> {
    // from bytes, as off the wire: pieces put together would each be kept as well
    const requestId = Buffer.from(`req_${(++this.#requests).toString(16).padStart(32, '0')}`).toString(
      'latin1',
    );
    const limits = {
      remainingRequests: 498,
      limitRequests: 500,
      remainingTokens: 9_000,
      limitTokens: 10_000,
    };
    return {
      httpStatus: 200,
      requestId,
      rateLimit: { ...limits, resetsAt: this.#world.clock.now() + 60_000 },
    };
  }
}

function documentOf(targets: number) {
  const provider = (i: number) => ({
    kind: 'openai_compatible',
    base_url: `http://127.0.0.1:9/${i}/v1`,
    tags: ['chat'],
  });
  return {
    providers: Object.fromEntries(Array.from({ length: targets }, (_, i) => [`provider-${i}`, provider(i)])),
  };
}

/** What `make` keeps, KiB for each of `count`. */
function kibEach(count: number, make: () => unknown): number {
  const before = usedBytes();
  const kept = make();
  const after = usedBytes();
  if (kept === undefined) throw new Error('nothing was kept');
  return (after - before) / count / KIB;
}

function probedHouse(targets: number): House {
  const house = new House(targets);
  house.probe();
  house.read();
  return house;
}

function busyHouse(targets: number): House {
  const house = new House(targets);
  house.probe();
  house.call();
  house.read();
  return house;
}

/** A breaker that has made some calls, as it comes with percentiles of their latency. */
async function opossums(options: Opossum.Options): Promise<Opossum[]> {
  const breakers = Array.from({ length: PROBED }, () => new Opossum(async () => 1, { ...options }));
  for (let i = 0; i < 10; i++) await Promise.all(breakers.map((breaker) => breaker.fire()));
  return breakers;
}

async function opossumRow(name: string, options: Opossum.Options): Promise<Row> {
  const before = usedBytes();
  const breakers = await opossums(options);
  const value = (usedBytes() - before) / PROBED / KIB;
  for (const breaker of breakers) breaker.shutdown();
  return { name, value, unit: 'KiB' };
}

// compiled code and tables that are made once are no target's
busyHouse(2);
const probedKib = kibEach(PROBED, () => probedHouse(PROBED));
const busyKib = kibEach(BUSY, () => busyHouse(BUSY));
report({
  name: 'target-memory (heap and array buffers, KiB a target)',
  figures: {
    probed_kib: {
      name: 'target that is only probed, everything included',
      value: probedKib,
      unit: 'KiB',
      budget: 24,
    },
    busy_kib: {
      name: `target after ${CALLS} calls in 15 min as well`,
      value: busyKib,
      unit: 'KiB',
      budget: 64,
    },
  },
  against: {
    opossum_kib: await opossumRow('one opossum breaker alone, as it comes, 10 calls', {}),
    opossum_tuned_kib: await opossumRow('one opossum breaker alone, tuned, 10 calls', TUNED),
  },
});
