import { ConnectivityControls } from '../../src/health/egress/connectivity-controls.ts';
import { EgressWatch } from '../../src/health/egress/egress-watch.ts';
import { HealthAssessor } from '../../src/health/assessor/health-assessor.ts';
import { HealthEvents } from '../../src/health/health-events.ts';
import { HealthRegistry } from '../../src/health/health-registry.ts';
import { assessorSettingsOf, TargetHealth } from '../../src/health/target-health.ts';
import { createWindowPool, TargetWindows } from '../../src/health/target-windows.ts';
import { EgressReaction } from '../../src/monitor/egress-reaction.ts';
import { LoopWatch } from '../../src/monitor/loop-watch.ts';
import { Monitor } from '../../src/monitor/monitor.ts';
import { ObservationPipeline } from '../../src/monitor/observation-pipeline.ts';
import { ProbeRunner } from '../../src/monitor/probe-runner.ts';
import { ProbeSchedule } from '../../src/monitor/probe-schedule.ts';
import { TargetWatch } from '../../src/monitor/target-watch.ts';
import type { FailureKind } from '../../src/observations/failure-kind.ts';
import type { Notice } from '../../src/observations/notice.ts';
import type { Observation } from '../../src/observations/observation.ts';
import type { Prober, ProbeOutcome } from '../../src/probes/prober.ts';
import type { Settings } from '../../src/settings/settings.ts';
import type { Target } from '../../src/targets/target.ts';
import { buildObservation } from './build.ts';
import { FakeClock } from './fake-clock.ts';

/** What a provider would answer to a probe that starts now. A latency over the timeout becomes a timeout. */
export interface Answer {
  readonly failure: FailureKind | null;
  readonly latencyMs: number;
  readonly retryAfterMs?: number;
  readonly models?: readonly string[];
  readonly isStarting?: true;
  readonly version?: string;
  readonly notices?: readonly Notice[];
  readonly instanceId?: string;
}

export interface ProbeStart {
  readonly id: string;
  /** Monotonic. */
  readonly atMs: number;
}

interface Pending {
  readonly atMs: number;
  readonly settle: () => void;
}

const TURN_MS = 100;
const TICK_MS = 1_000;
/** Microtasks that a finished probe needs to travel through runner and pipeline, with room to spare. */
const MICROTASKS = 12;

/** Answers from a script, in virtual time. */
class ScriptedProber {
  readonly #clock: FakeClock;
  readonly #answer: (target: Target, atMs: number) => Answer;
  /** Every start, in order. */
  readonly starts: ProbeStart[] = [];
  readonly #underWay = new Map<string, number>();
  /** The most probes that were ever under way at once, of one target and of all. */
  mostOfOneTarget = 0;
  mostAtOnce = 0;
  #atOnce = 0;
  #pending: Pending[] = [];

  constructor(clock: FakeClock, answer: (target: Target, atMs: number) => Answer) {
    this.#clock = clock;
    this.#answer = answer;
  }

  get nextMs(): number {
    return this.#pending.reduce((least, { atMs }) => Math.min(least, atMs), Infinity);
  }

  check(target: Target, signal: AbortSignal): Promise<ProbeOutcome> {
    const startedMs = this.#clock.monotonicMs();
    const answer = limited(this.#answer(target, startedMs), target.provider.timeoutMs);
    this.#begin(target.id, startedMs);
    const { promise, resolve } = Promise.withResolvers<ProbeOutcome>();
    const settle = (): void => {
      const latencyMs = this.#clock.monotonicMs() - startedMs;
      resolve(this.#outcome(target, { ...answer, latencyMs }));
    };
    this.#pending.push({ atMs: startedMs + answer.latencyMs, settle });
    signal.addEventListener('abort', () =>
      resolve(this.#outcome(target, { failure: 'cancelled', latencyMs: 0 })),
    );
    return promise.finally(() => {
      this.#atOnce--;
      this.#underWay.set(target.id, this.#underWay.get(target.id)! - 1);
    });
  }

  #begin(id: string, atMs: number): void {
    this.starts.push({ id, atMs });
    const ofTarget = (this.#underWay.get(id) ?? 0) + 1;
    this.#underWay.set(id, ofTarget);
    this.mostOfOneTarget = Math.max(this.mostOfOneTarget, ofTarget);
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.#atOnce);
  }

  /** Ends what is due by now. */
  settle(nowMs: number): void {
    const due = this.#pending.filter(({ atMs }) => atMs <= nowMs);
    this.#pending = this.#pending.filter(({ atMs }) => atMs > nowMs);
    for (const { settle } of due) settle();
  }

  #outcome(target: Target, answer: Answer): ProbeOutcome {
    const observation = buildObservation({
      targetId: target.id,
      depth: target.probeLevel,
      at: this.#clock.now(),
      atMonotonicMs: this.#clock.monotonicMs(),
      failure: answer.failure,
      latencyMs: answer.latencyMs,
      retryAfterMs: answer.retryAfterMs ?? null,
    });
    return {
      observation: answer.isStarting === true ? { ...observation, isStarting: true } : observation,
      version: answer.version ?? null,
      models: answer.models ?? null,
      capabilities: {},
      notices: answer.notices ?? [],
      instanceId: answer.instanceId ?? null,
    };
  }
}

function limited(answer: Answer, timeoutMs: number): Answer {
  return answer.latencyMs <= timeoutMs ? answer : { failure: 'timeout', latencyMs: timeoutMs };
}

export class FakeControls extends ConnectivityControls {
  online = true;
  asked = 0;

  isOnline(): Promise<boolean> {
    this.asked++;
    return Promise.resolve(this.online);
  }
}

export interface WorldOptions {
  readonly targets: readonly Target[];
  readonly answer: (target: Target, atMs: number) => Answer;
  readonly random?: () => number;
  readonly isMonitoringEnabled?: boolean;
  readonly maxConcurrentProbes?: number;
  /** Share of an interval, 0 to 0.5 [0.1]; nothing is shortened unless `random` is given as well. */
  readonly jitter?: number;
}

/** The whole of monitoring, real but for the wire and the time: what simulations and scenario tests run on. */
export class VirtualWorld {
  readonly clock = new FakeClock();
  readonly controls = new FakeControls();
  readonly events = new HealthEvents((name, error) => this.listenerErrors.push([name, error]));
  readonly listenerErrors: [string, unknown][] = [];
  readonly registry: HealthRegistry;
  readonly egress: EgressWatch;
  readonly pipeline: ObservationPipeline;
  readonly schedule: ProbeSchedule;
  readonly monitor: Monitor;
  readonly watch: TargetWatch;
  readonly reaction: EgressReaction;
  readonly startedMs: number;
  readonly prober: ScriptedProber;
  /** What else is done once a second, after everything here. */
  readonly ticks: (() => void)[] = [];
  /** How late each scheduled probe started, milliseconds. */
  readonly startLagsMs: number[] = [];
  #nextTickMs: number;

  constructor(options: WorldOptions) {
    const { clock } = this;
    const random = options.random ?? (() => 0);
    this.startedMs = clock.monotonicMs();
    this.#nextTickMs = this.startedMs;
    this.prober = new ScriptedProber(clock, options.answer);
    const pool = createWindowPool();
    this.registry = new HealthRegistry(clock, this.events, (target) => {
      const assessor = new HealthAssessor(assessorSettingsOf(target));
      return new TargetHealth(target, new TargetWindows(pool), assessor, clock.now());
    });
    this.egress = new EgressWatch(this.controls, (from, to) =>
      this.events.emit('egress.changed', { from, to, at: clock.now() }),
    );
    this.pipeline = new ObservationPipeline(this.registry, this.egress, clock);
    this.schedule = new ProbeSchedule({ jitter: options.jitter ?? 0.1, random });
    const runner = new ProbeRunner(this.prober as unknown as Prober, clock, new LoopWatch(TURN_MS));
    const parts = { registry: this.registry, pipeline: this.pipeline, schedule: this.schedule, runner };
    this.monitor = new Monitor(parts, clock, {
      maxConcurrentProbes: () => options.maxConcurrentProbes ?? 1_000,
      random,
      onDefect: (error) => this.listenerErrors.push(['monitor', error]),
    });
    this.events.on('probe.started', ({ lagMs }) => this.startLagsMs.push(lagMs));
    this.reaction = new EgressReaction(this.registry, this.pipeline, this.monitor, clock);
    this.watch = new TargetWatch({ ...parts, egress: this.egress }, clock);
    this.apply(options.targets, options.isMonitoringEnabled ?? true);
  }

  apply(targets: readonly Target[], isMonitoringEnabled = true): void {
    const settings = { monitoring: { enabled: isMonitoringEnabled }, egress: { enabled: true } };
    this.watch.apply(targets, settings as unknown as Settings);
  }

  /** Virtual milliseconds since the start. */
  get elapsedMs(): number {
    return this.clock.monotonicMs() - this.startedMs;
  }

  state(id: string): TargetHealth {
    const state = this.registry.get(id);
    if (state === undefined) throw new Error(`no target ${id} in this world`);
    return state;
  }

  /** An outcome that somebody else reports, now. */
  report(observation: Partial<Observation>): boolean {
    return this.pipeline.accept(
      buildObservation({ at: this.clock.now(), atMonotonicMs: this.clock.monotonicMs(), ...observation }),
    );
  }

  /** Lets time pass, turn by turn, up to this many milliseconds after the start. */
  async runTo(elapsedMs: number): Promise<void> {
    const endMs = this.startedMs + elapsedMs;
    while (this.clock.monotonicMs() < endMs) {
      const nextTurnMs = this.clock.monotonicMs() + TURN_MS;
      await this.#moveTo(Math.min(nextTurnMs, this.prober.nextMs, endMs));
    }
  }

  /**
   * Our own process stands still. Afterwards its timers come first, and only then the answers that have been waiting
   * in the sockets: the order of Node's event loop.
   */
  async stall(ms: number): Promise<void> {
    this.clock.advance(ms);
    await this.#tick(this.clock.monotonicMs());
    this.monitor.turn(this.clock.monotonicMs());
    await this.#moveTo(this.clock.monotonicMs());
  }

  async #moveTo(targetMs: number): Promise<void> {
    const nowMs = this.clock.monotonicMs();
    const atMs = Math.max(targetMs, nowMs);
    this.clock.advance(atMs - nowMs);
    if (this.prober.nextMs <= atMs) {
      this.prober.settle(atMs);
      for (let i = 0; i < MICROTASKS; i++) await Promise.resolve();
    }
    await this.#tick(atMs);
    this.monitor.turn(atMs);
  }

  async #tick(nowMs: number): Promise<void> {
    if (nowMs < this.#nextTickMs) return;
    this.#nextTickMs += TICK_MS * (Math.floor((nowMs - this.#nextTickMs) / TICK_MS) + 1);
    this.egress.tick(nowMs);
    this.monitor.reassessAll();
    for (const tick of this.ticks) tick();
    for (let i = 0; i < MICROTASKS; i++) await Promise.resolve();
  }
}
