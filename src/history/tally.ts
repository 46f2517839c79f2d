import type { CallWindow, Distribution } from '../health/target-windows.ts';
import { effectOf, FAILURE_KINDS, type FailureKind } from '../observations/failure-kind.ts';
import { isCall, type Observation } from '../observations/observation.ts';
import { LatencySketch } from '../statistics/latency-sketch.ts';
import { outputSpeed } from '../observations/output-speed.ts';

export type FailureCounts = Partial<Record<FailureKind, number>>;

/** A tally as it is stored: sketches as their bytes, null where there is no sample. */
export interface StoredTally {
  readonly ok: number;
  readonly byFailure: FailureCounts;
  readonly latency: Uint8Array | null;
  readonly ttft: Uint8Array | null;
  readonly speed: Uint8Array | null;
}

/**
 * What was observed in some span of time: counts by kind, and sketches of what succeeded. Tallies of spans that follow
 * each other merge into the tally of the whole, percentiles included.
 */
export class Tally {
  ok = 0;
  readonly byFailure: FailureCounts = {};
  latencyMs: LatencySketch | null = null;
  ttftMs: LatencySketch | null = null;
  tokensPerSecond: LatencySketch | null = null;

  static of(stored: StoredTally): Tally {
    const tally = new Tally();
    tally.mergeStored(stored);
    return tally;
  }

  get count(): number {
    return this.ok + this.#failed(() => true);
  }

  /** Those that count against health. */
  get failures(): number {
    return this.#failed((kind) => effectOf(kind) === 'failure');
  }

  add(observation: Observation): void {
    const { failure, latencyMs, ttftMs } = observation;
    if (failure !== null) {
      this.byFailure[failure] = (this.byFailure[failure] ?? 0) + 1;
      return;
    }
    this.ok++;
    if (latencyMs !== null) (this.latencyMs ??= new LatencySketch()).add(latencyMs);
    if (!isCall(observation.depth)) return;
    if (ttftMs !== null) (this.ttftMs ??= new LatencySketch()).add(ttftMs);
    const speed = outputSpeed(observation);
    if (speed !== null) (this.tokensPerSecond ??= new LatencySketch()).add(speed);
  }

  merge(other: Tally): void {
    this.#count(other);
    this.latencyMs = merged(this.latencyMs, other.latencyMs);
    this.ttftMs = merged(this.ttftMs, other.ttftMs);
    this.tokensPerSecond = merged(this.tokensPerSecond, other.tokensPerSecond);
  }

  mergeStored(stored: StoredTally): void {
    this.#count(stored);
    this.latencyMs = merged(this.latencyMs, sketchOf(stored.latency));
    this.ttftMs = merged(this.ttftMs, sketchOf(stored.ttft));
    this.tokensPerSecond = merged(this.tokensPerSecond, sketchOf(stored.speed));
  }

  stored(): StoredTally {
    return {
      ok: this.ok,
      byFailure: { ...this.byFailure },
      latency: this.latencyMs?.toBytes() ?? null,
      ttft: this.ttftMs?.toBytes() ?? null,
      speed: this.tokensPerSecond?.toBytes() ?? null,
    };
  }

  /** In the form of the rolling windows, so that both are shown alike. */
  window(): CallWindow {
    return {
      count: this.count,
      ok: this.ok,
      failures: this.failures,
      byFailure: this.byFailure,
      latencyMs: distributionOf(this.latencyMs),
      ttftMs: distributionOf(this.ttftMs),
      tokensPerSecond: distributionOf(this.tokensPerSecond),
    };
  }

  #count({ ok, byFailure }: Pick<StoredTally, 'ok' | 'byFailure'>): void {
    this.ok += ok;
    for (const kind of FAILURE_KINDS) {
      const count = byFailure[kind];
      if (count !== undefined) this.byFailure[kind] = (this.byFailure[kind] ?? 0) + count;
    }
  }

  #failed(isMeant: (kind: FailureKind) => boolean): number {
    let count = 0;
    for (const kind of FAILURE_KINDS) if (isMeant(kind)) count += this.byFailure[kind] ?? 0;
    return count;
  }
}

function sketchOf(bytes: Uint8Array | null): LatencySketch | null {
  return bytes === null ? null : LatencySketch.fromBytes(bytes);
}

/** Takes `other` itself where there is nothing yet to merge it into. */
function merged(own: LatencySketch | null, other: LatencySketch | null): LatencySketch | null {
  if (own === null || other === null) return own ?? other;
  own.merge(other);
  return own;
}

function distributionOf(sketch: LatencySketch | null): Distribution | null {
  if (sketch === null || sketch.count === 0) return null;
  const at = (q: number): number => sketch.quantile(q) ?? NaN;
  return {
    count: sketch.count,
    mean: sketch.sum / sketch.count,
    min: sketch.min,
    max: sketch.max,
    p50: at(0.5),
    p90: at(0.9),
    p95: at(0.95),
    p99: at(0.99),
  };
}
