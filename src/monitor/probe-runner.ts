import type { Clock, MonotonicMs } from '../clock/clock.ts';
import type { Observation } from '../observations/observation.ts';
import type { Prober, ProbeOutcome } from '../probes/prober.ts';
import type { Target } from '../targets/target.ts';
import type { LoopWatch } from './loop-watch.ts';

interface Flight {
  readonly startedMs: MonotonicMs;
  readonly slowAfterMs: number;
  readonly stop: AbortController;
  readonly outcome: Promise<ProbeOutcome>;
  isSlow: boolean;
}

/** chosen: a process that stalls this often in a row has a problem of its own, which is shown elsewhere. */
const MAX_REPEATS = 3;

/** Probes under way: at most one a target, each repeated while our own process stood still during it. */
export class ProbeRunner {
  readonly #prober: Prober;
  readonly #clock: Clock;
  readonly #loop: LoopWatch;
  readonly #flights = new Map<string, Flight>();

  constructor(prober: Prober, clock: Clock, loop: LoopWatch) {
    this.#prober = prober;
    this.#clock = clock;
    this.#loop = loop;
  }

  get inFlight(): number {
    return this.#flights.size;
  }

  /** The heartbeat by which stalls of our own process are noticed. */
  beat(nowMs: MonotonicMs): void {
    this.#loop.beat(nowMs);
  }

  isUnderWay(id: string): boolean {
    return this.#flights.has(id);
  }

  /** Starts a probe, or joins the one that is under way. */
  run(target: Target): Promise<ProbeOutcome> {
    const flight = this.#flights.get(target.id);
    if (flight !== undefined) return flight.outcome;
    const stop = new AbortController();
    const outcome = this.#probe(target, stop.signal).finally(() => this.#flights.delete(target.id));
    this.#flights.set(target.id, {
      startedMs: this.#clock.monotonicMs(),
      slowAfterMs: target.provider.thresholds.latencyWarningMs,
      stop,
      outcome,
      isSlow: false,
    });
    return outcome;
  }

  /** Targets whose probe has just become slow; each is named once a probe. Time in which we stood still is ours. */
  newlySlow(nowMs: MonotonicMs): string[] {
    const slow: string[] = [];
    for (const [id, flight] of this.#flights) {
      const waitingSinceMs = Math.max(flight.startedMs, this.#loop.lastStallEndedMs);
      if (flight.isSlow || nowMs - waitingSinceMs < flight.slowAfterMs) continue;
      flight.isSlow = true;
      slow.push(id);
    }
    return slow;
  }

  abort(id: string): void {
    this.#flights.get(id)?.stop.abort();
  }

  /** Ends the probes of targets that are no longer watched. */
  keepOnly(ids: ReadonlySet<string>): void {
    for (const [id, { stop }] of this.#flights) if (!ids.has(id)) stop.abort();
  }

  /** Aborts everything and waits until it has ended. */
  async stop(): Promise<void> {
    const flights = [...this.#flights.values()];
    for (const { stop } of flights) stop.abort();
    await Promise.allSettled(flights.map(({ outcome }) => outcome));
  }

  async #probe(target: Target, signal: AbortSignal): Promise<ProbeOutcome> {
    for (let repeats = 0; ; repeats++) {
      const startedMs = this.#clock.monotonicMs();
      const outcome = await this.#prober.check(target, signal);
      const isStalled = this.#loop.stalledSince(startedMs, this.#clock.monotonicMs());
      if (!isStalled || signal.aborted) return outcome;
      if (repeats >= MAX_REPEATS) return { ...outcome, observation: blameOurProcess(outcome.observation) };
    }
  }
}

function blameOurProcess(observation: Observation): Observation {
  if (observation.ok) return { ...observation, latencyMs: null };
  return {
    ...observation,
    blame: 'local',
    detail: `${observation.detail ?? 'failed'} while our process stalled`,
  };
}
