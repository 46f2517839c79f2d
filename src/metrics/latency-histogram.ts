import { label, sample } from './exposition.ts';

/** Upper bounds of a histogram's buckets, shared by all series of a family. */
export class Buckets {
  readonly boundsMs: readonly number[];
  /** `le="…"` of each bucket, the unbounded one last. */
  readonly labels: readonly string[];

  /** Inclusive and ascending. */
  constructor(boundsSeconds: readonly number[]) {
    this.boundsMs = boundsSeconds.map((seconds) => seconds * 1_000);
    this.labels = [...boundsSeconds.map(String), '+Inf'].map((bound) => label('le', bound));
  }
}

/** Durations counted in fixed buckets. */
export class LatencyHistogram {
  readonly #buckets: Buckets;
  /** One count a bucket, not cumulative; the last is of what is longer than every bound. */
  readonly #counts: Float64Array;
  #sumMs = 0;

  constructor(buckets: Buckets) {
    this.#buckets = buckets;
    this.#counts = new Float64Array(buckets.labels.length);
  }

  observe(durationMs: number): void {
    const { boundsMs } = this.#buckets;
    let bucket = 0;
    while (bucket < boundsMs.length && durationMs > boundsMs[bucket]!) bucket++;
    this.#counts[bucket]!++;
    this.#sumMs += durationMs;
  }

  /** The samples of a family of that name, in seconds. */
  text(name: string, labels: string): string {
    const start = labels === '' ? `${name}_bucket{` : `${name}_bucket{${labels},`;
    let text = '';
    let count = 0;
    for (let bucket = 0; bucket < this.#counts.length; bucket++) {
      count += this.#counts[bucket]!;
      text += `${start}${this.#buckets.labels[bucket]}} ${count}\n`;
    }
    text += sample(`${name}_sum`, labels, Math.round(this.#sumMs * 1_000) / 1_000_000);
    return text + sample(`${name}_count`, labels, count);
  }
}
