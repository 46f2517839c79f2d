import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { COUNT_FAMILIES, HEALTH_FAMILIES } from '../../src/metrics/target-families.ts';

const LABELS = /(\w+)="((?:[^"\\]|\\.)*)"/g;
const FAMILIES = [...HEALTH_FAMILIES, ...COUNT_FAMILIES];

type Labels = Record<string, string>;

/** The series of an exposition once more, in prom-client: what it would hold had it counted them itself. */
export function promClientSeries(exposition: string): Registry {
  const registry = new Registry();
  const samples = samplesByFamily(exposition);
  for (const { name, help, type } of FAMILIES) {
    const own = samples.get(name) ?? [];
    if (type === 'histogram') fillHistogram(registry, { name, help }, own);
    else fillValues(registry, { name, help, type }, own);
  }
  return registry;
}

interface Sample {
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
}

function samplesByFamily(exposition: string): Map<string, Sample[]> {
  const families = new Map<string, Sample[]>();
  let current: Sample[] = [];
  for (const line of exposition.split('\n')) {
    if (line.startsWith('# TYPE ')) families.set(line.split(' ')[2]!, (current = []));
    if (line === '' || line.startsWith('#')) continue;
    const labels = Object.fromEntries([...line.matchAll(LABELS)].map(([, name, value]) => [name, value]));
    const name = line.match(/^\w+/)![0];
    current.push({ name, labels, value: Number(line.slice(line.lastIndexOf(' '))) });
  }
  return families;
}

interface Told {
  readonly name: string;
  readonly help: string;
}

function fillValues(registry: Registry, told: Told & { type: string }, samples: readonly Sample[]): void {
  const labelNames = Object.keys(samples[0]?.labels ?? {});
  const options = { name: told.name, help: told.help, labelNames, registers: [registry] };
  if (told.type === 'gauge') {
    const gauge = new Gauge(options);
    for (const { labels, value } of samples) gauge.set(labels, value);
  } else {
    const counter = new Counter(options);
    for (const { labels, value } of samples) counter.inc(labels, value);
  }
}

/** Each count is observed again at its bucket's bound, so that the buckets come out the same. */
function fillHistogram(registry: Registry, told: Told, samples: readonly Sample[]): void {
  const bounds = [...new Set(samples.flatMap(({ labels }) => labels['le'] ?? []))].filter(
    (le) => le !== '+Inf',
  );
  const histogram = new Histogram({
    ...told,
    labelNames: ['target'],
    buckets: bounds.map(Number),
    registers: [registry],
  });
  let before = 0;
  for (const { labels, value } of samples) {
    const { le, target } = labels;
    if (le === undefined || target === undefined) continue;
    if (le === bounds[0]) before = 0;
    const durationS = le === '+Inf' ? Number(bounds.at(-1)) * 2 : Number(le);
    if (value === 0 && le === '+Inf') histogram.zero({ target });
    for (; before < value; before++) histogram.observe({ target }, durationS);
  }
}
