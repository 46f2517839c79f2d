import type { Clock, MonotonicMs } from '../clock/clock.ts';
import type { HealthRegistry } from '../health/health-registry.ts';
import type { TargetHealth } from '../health/target-health.ts';
import { depthRank, type Observation } from '../observations/observation.ts';
import type { ProbeOutcome } from '../probes/prober.ts';
import { keepFacts } from './learnt-facts.ts';
import { modelObservations } from './model-observations.ts';
import type { ObservationPipeline } from './observation-pipeline.ts';
import type { ProbeRunner } from './probe-runner.ts';
import type { ProbeSchedule } from './probe-schedule.ts';

/** What else is driven by the turns of the checks. */
export interface TurnFollower {
  turn(nowMs: MonotonicMs): void;
  requestTrial(targetId: string): void;
  stop(): Promise<void>;
}

export interface MonitorOptions {
  readonly maxConcurrentProbes: () => number;
  /** Random numbers in [0, 1). */
  readonly random: () => number;
  /** Told of a defect in our own way of taking a probe in; the monitoring goes on. */
  readonly onDefect: (error: unknown) => void;
}

/**
 * The story: what is due is probed, what a probe found goes through the pipeline, and what it left unsettled is
 * probed again soon. Driven by `turn`; has no timer of its own.
 */
export class Monitor {
  readonly #registry: HealthRegistry;
  readonly #pipeline: ObservationPipeline;
  readonly #schedule: ProbeSchedule;
  readonly #runner: ProbeRunner;
  readonly #clock: Clock;
  readonly #options: MonitorOptions;
  readonly #followers: TurnFollower[] = [];
  #lastTurnMs: MonotonicMs | null = null;

  constructor(
    parts: {
      registry: HealthRegistry;
      pipeline: ObservationPipeline;
      schedule: ProbeSchedule;
      runner: ProbeRunner;
    },
    clock: Clock,
    options: MonitorOptions,
  ) {
    this.#registry = parts.registry;
    this.#pipeline = parts.pipeline;
    this.#schedule = parts.schedule;
    this.#runner = parts.runner;
    this.#clock = clock;
    this.#options = options;
    this.#registry.events.on('observations.recorded', ({ state, observations }) => {
      for (const { source, ok, atMonotonicMs } of observations) {
        if (source !== 'probe' && !ok) this.confirm(state, atMonotonicMs);
      }
    });
  }

  /** Turns, trials and the end of the checks are those of the follower as well. */
  lead(follower: TurnFollower): void {
    this.#followers.push(follower);
  }

  /** Null before the first. */
  get lastTurnMs(): MonotonicMs | null {
    return this.#lastTurnMs;
  }

  /** Starts what is due and notices what has become slow. Called about ten times a second. */
  turn(nowMs: MonotonicMs): void {
    this.#lastTurnMs = nowMs;
    this.#runner.beat(nowMs);
    const free = this.#options.maxConcurrentProbes() - this.#runner.inFlight;
    for (const { id, dueMs } of this.#schedule.take(nowMs, free)) {
      const state = this.#registry.get(id);
      if (state === undefined) continue;
      this.#registry.events.emit('probe.started', { targetId: id, lagMs: nowMs - dueMs });
      this.#probe(state).catch(this.#options.onDefect);
    }
    for (const id of this.#runner.newlySlow(nowMs)) this.#noteSlow(id, true);
    for (const follower of this.#followers) follower.turn(nowMs);
  }

  /** Time alone changes verdicts too: targets go stale, windows empty, limits reset. Called once a second. */
  reassessAll(): void {
    for (const state of this.#registry.all()) this.#pipeline.reassess(state);
  }

  /**
   * Probes now, or joins the probe under way, and gives what it found of this very target; of its provider where that
   * says nothing of a model.
   */
  async checkNow(state: TargetHealth): Promise<Observation> {
    const provider = this.#registry.get(state.target.provider.id) ?? state;
    this.#schedule.begin(provider.target.id, this.#clock.monotonicMs());
    const observations = await this.#probe(provider);
    return observations.find(({ targetId }) => targetId === state.target.id) ?? observations.at(-1)!;
  }

  /** Wants a target probed as soon as a turn comes. */
  requestProbe(targetId: string): void {
    const state = this.#registry.get(targetId);
    const id = state?.target.provider.id ?? targetId;
    this.#schedule.expedite(id, this.#clock.monotonicMs());
    for (const follower of this.#followers) follower.requestTrial(id);
  }

  /** Ends the probe under way, whose outcome belongs to the past, and wants a new one. */
  probeAfresh(targetId: string): void {
    this.#runner.abort(targetId);
    this.requestProbe(targetId);
  }

  /** Settles what an observation left open, whoever brought it: see the assessor's confirmation. */
  confirm(state: TargetHealth, sinceMs: MonotonicMs): void {
    const delayMs = state.assessor.confirmationDelayMs(depthRank(state.target.probeLevel));
    // What fails while we are cut off settles nothing, however often it is tried.
    if (delayMs === null || state.conditions.egress === 'down') return;
    const { jitter } = CONFIRMATION;
    const shortened = delayMs * (1 - jitter * this.#options.random());
    const earliestMs = this.#clock.monotonicMs() + CONFIRMATION.leastMs;
    this.#schedule.expedite(state.target.provider.id, Math.max(sinceMs + shortened, earliestMs));
  }

  /** Starts nothing more, ends what is under way and waits for it. */
  async stop(): Promise<void> {
    this.#schedule.set([], this.#clock.monotonicMs());
    await Promise.all([this.#runner.stop(), ...this.#followers.map((follower) => follower.stop())]);
  }

  async #probe(state: TargetHealth): Promise<readonly Observation[]> {
    const { target } = state;
    const isJoining = this.#runner.isUnderWay(target.id);
    const startedMs = this.#clock.monotonicMs();
    const outcome = await this.#runner.run(target);
    const observations = [...modelObservations(this.#registry, outcome), outcome.observation];
    if (isJoining) return observations;
    this.#schedule.finish(target.id);
    this.#registry.events.emit('probe.ended', { targetId: target.id });
    this.#take(state, outcome, observations);
    if (outcome.observation.source === 'probe') this.confirm(state, startedMs);
    return observations;
  }

  #take(state: TargetHealth, outcome: ProbeOutcome, observations: readonly Observation[]): void {
    state.amend({ isSlowInFlight: false });
    // We ended it ourselves: the target was removed, or we are stopping.
    if (outcome.observation.failure === 'cancelled') return;
    keepFacts(this.#registry, state, outcome, this.#clock.now());
    for (const observation of observations) this.#pipeline.accept(observation);
  }

  #noteSlow(id: string, isSlowInFlight: boolean): void {
    const state = this.#registry.get(id);
    if (state?.amend({ isSlowInFlight }) === true) this.#pipeline.reassess(state);
  }
}

/** Jitter only ever shortens; the least wait keeps a refused connection from turning into a tight loop. */
const CONFIRMATION = { jitter: 0.25, leastMs: 100 } as const;
