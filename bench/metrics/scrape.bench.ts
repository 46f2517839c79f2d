/**
 * A scrape of 1,000 targets: our own text beside prom-client rendering the very same series.
 * Run: node bench/metrics/scrape.bench.ts [--json]
 */
import type { HealthRegistry } from '../../src/health/health-registry.ts';
import { COUNT_FAMILIES, HEALTH_FAMILIES } from '../../src/metrics/target-families.ts';
import { TargetMetrics } from '../../src/metrics/target-metrics.ts';
import type { FailureKind } from '../../src/observations/failure-kind.ts';
import { buildObservation, buildProvider, buildTarget } from '../../test/support/build.ts';
import { registryOf } from '../../test/support/watched-targets.ts';
import { type Candidate, type Figure, measure, report, type Row } from '../harness.ts';
import { promClientSeries } from './prom-client-series.ts';

const TARGETS = 1_000;
const SCRAPES = 10;
const FAMILIES = [...HEALTH_FAMILIES, ...COUNT_FAMILIES];
const FAILURES: readonly (FailureKind | null)[] = [null, null, null, null, 'timeout', 'server_error'];
const BUDGET_MS = 20;
const LEAST_RATIO = 3;

function newRegistry(): HealthRegistry {
  const ids = Array.from({ length: TARGETS }, (_, index) => `provider-${index}`);
  return registryOf(ids.map((id) => buildTarget({ provider: buildProvider({ id }) })));
}

/** One check of each of the first `count` targets; every tenth has calls too. */
function observe(registry: HealthRegistry, count: number): void {
  let index = 0;
  for (const state of registry.all()) {
    if (index++ >= count) break;
    const outcome = {
      targetId: state.target.id,
      failure: FAILURES[Math.floor(Math.random() * FAILURES.length)]!,
      latencyMs: 20 + Math.random() * 3_000,
    };
    registry.publishObservation(state, buildObservation(outcome), true);
    if (index % 10 !== 0) continue;
    const call = { source: 'traffic', depth: 'traffic', ttftMs: outcome.latencyMs / 3 } as const;
    registry.publishObservation(state, buildObservation({ ...outcome, ...call }), true);
  }
}

function scraping(
  name: string,
  observed: number,
  registry: HealthRegistry,
  metrics: TargetMetrics,
): Candidate {
  const run = (): void => {
    for (let scrape = 0; scrape < SCRAPES; scrape++) {
      observe(registry, observed);
      Buffer.concat(metrics.chunks(FAMILIES));
    }
  };
  return { name, operations: SCRAPES, run };
}

function sampleCount(exposition: string): number {
  return exposition.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length;
}

function milliseconds(measured: ReadonlyMap<string, Figure>, name: string, budget?: number): Row {
  const { median, spreadPercent } = measured.get(name)!;
  const row = { name, value: median / 1e6, unit: 'ms', spreadPercent };
  return budget === undefined ? row : { ...row, budget };
}

async function main(): Promise<void> {
  const registry = newRegistry();
  const metrics = new TargetMetrics(registry);
  for (let turn = 0; turn < 20; turn++) observe(registry, TARGETS);
  const text = Buffer.concat(metrics.chunks(FAMILIES)).toString();
  const theirs = promClientSeries(text);
  const samples = sampleCount(text);
  const theirSamples = sampleCount(await theirs.metrics());
  if (samples !== theirSamples)
    throw new Error(`not the same series: ${samples} and ${theirSamples} samples`);

  const [UNCHANGED, HALF, ALL] = [
    'nothing observed between',
    'half observed between',
    'all observed between',
  ];
  const PROM_CLIENT = 'prom-client, the same series';
  const measured = await measure([
    scraping(UNCHANGED, 0, registry, metrics),
    scraping(HALF, TARGETS / 2, registry, metrics),
    scraping(ALL, TARGETS, registry, metrics),
    { name: PROM_CLIENT, operations: 1, run: async () => void Buffer.from(await theirs.metrics()) },
  ]);
  const ratio = measured.get(PROM_CLIENT)!.median / measured.get(HALF)!.median;
  report({
    name: 'metrics/scrape (CPU a scrape, recording what was observed included)',
    figures: {
      samples: { name: 'samples', value: samples, unit: '' },
      unchanged_ms: milliseconds(measured, UNCHANGED, BUDGET_MS),
      half_observed_ms: milliseconds(measured, HALF, BUDGET_MS),
      all_observed_ms: milliseconds(measured, ALL, BUDGET_MS),
      times_faster: {
        name: 'half: times faster',
        value: ratio,
        unit: '×',
        budget: LEAST_RATIO,
        atLeast: true,
      },
    },
    against: { prom_client_ms: milliseconds(measured, PROM_CLIENT) },
  });
}

await main();
