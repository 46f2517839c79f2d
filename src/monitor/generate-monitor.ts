import { Logger } from '@nestjs/common';
import type { Clock, MonotonicMs } from '../clock/clock.ts';
import type { HealthRegistry } from '../health/health-registry.ts';
import { isCall } from '../observations/observation.ts';
import type { GenerateProber } from '../probes/generate/generate-prober.ts';
import type { GenerateResult } from '../probes/generate/generate-result.ts';
import { utcDayOf, type Reservation, type SpendLedger } from '../probes/generate/spend-ledger.ts';
import { needsApiKey } from '../settings/provider-kinds.ts';
import type { Settings } from '../settings/settings.ts';
import type { Target } from '../targets/target.ts';
import { omissionOf, type Omission } from './generate-decision.ts';
import { generateObservation } from './generate-observation.ts';
import { ACTIVE, GenerateStandings } from './generate-standing.ts';
import { GenerateWatch } from './generate-watch.ts';
import type { LoopWatch } from './loop-watch.ts';
import { mayGenerate } from './may-generate.ts';
import type { ObservationPipeline } from './observation-pipeline.ts';
import type { ProbeSchedule } from './probe-schedule.ts';

interface Parts {
  readonly registry: HealthRegistry;
  readonly pipeline: ObservationPipeline;
  /** Of generate probes alone. */
  readonly schedule: ProbeSchedule;
  readonly prober: Pick<GenerateProber, 'generate'>;
  readonly ledger: SpendLedger;
  readonly loop: LoopWatch;
}

interface Flight {
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}

/** chosen: enough for hundreds of targets at the usual interval, and a small part of any rate limit. */
const MOST_AT_ONCE = 8;
/** chosen: how soon a first probe looks again whether the checks are green. */
const BRIEF_WAIT_MS = 1_000;

/**
 * The story of the billed probes: what is due is asked if it is worth its money and the budget of the day holds it, what
 * came goes through the pipeline, and what it left open is asked again soon. Driven by the turn of the checks.
 */
export class GenerateMonitor {
  readonly #parts: Parts;
  readonly #clock: Clock;
  readonly #standings: GenerateStandings;
  readonly #watches = new Map<string, GenerateWatch>();
  readonly #flights = new Map<string, Flight>();
  readonly #log = new Logger('generate');
  #day: number;

  constructor(parts: Parts, clock: Clock) {
    this.#parts = parts;
    this.#clock = clock;
    this.#standings = new GenerateStandings(parts, clock);
    this.#day = utcDayOf(clock.now());
    parts.registry.events.on('observations.recorded', ({ state: { target }, observations }) => {
      const watch = this.#watches.get(target.provider.id);
      if (watch === undefined) return;
      for (const observation of observations) {
        if (observation.source !== 'probe' && isCall(observation.depth)) watch.noteCall(target, observation);
      }
    });
  }

  /** Probes what the settings say from now on; calls to what they no longer name are ended. */
  apply(targets: readonly Target[], settings: Settings): void {
    const nowMs = this.#clock.monotonicMs();
    const kept = new Map(this.#watches);
    this.#watches.clear();
    for (const target of targets) this.#follow(target, kept.get(target.id), settings);
    for (const [id, { stop }] of this.#flights) if (!this.#watches.has(id)) stop.abort();
    const scheduled = [...this.#watches.values()].map((watch) => ({
      id: watch.target.id,
      intervalMs: watch.settings.intervalMs,
    }));
    this.#parts.schedule.set(scheduled, nowMs);
    for (const watch of this.#watches.values()) this.#standings.show(watch);
  }

  /** Starts what is due. Called about ten times a second. */
  turn(nowMs: MonotonicMs): void {
    if (this.#watches.size === 0) return;
    this.#noticeMidnight();
    const due = this.#parts.schedule.take(nowMs, MOST_AT_ONCE - this.#flights.size);
    for (const { id } of due) this.#consider(this.#watches.get(id)!, nowMs);
  }

  /** A circuit wants its trial: where calls failed, only a call can close it again. */
  requestTrial(targetId: string): void {
    const id = this.#parts.registry.get(targetId)?.target.provider.id ?? targetId;
    if (this.#watches.get(id)?.hasFailed === true) {
      this.#parts.schedule.expedite(id, this.#clock.monotonicMs());
    }
  }

  /** Starts nothing more, ends what is under way and waits for it. */
  async stop(): Promise<void> {
    this.#watches.clear();
    this.#parts.schedule.set([], this.#clock.monotonicMs());
    const flights = [...this.#flights.values()];
    for (const { stop } of flights) stop.abort();
    await Promise.allSettled(flights.map(({ ended }) => ended));
  }

  #follow(target: Target, watch: GenerateWatch | undefined, settings: Settings): void {
    const state = this.#parts.registry.get(target.id);
    const { generate } = target.provider;
    if (state === undefined || target.model !== null) return;
    if (generate === null) return this.#standings.conceal(state);
    const obstacle = obstacleOf(target, settings);
    if (obstacle !== null) return this.#standings.showOff(state, generate, obstacle);
    watch?.follow(target, generate);
    this.#watches.set(target.id, watch ?? new GenerateWatch(target, generate, this.#clock.monotonicMs()));
  }

  #consider(watch: GenerateWatch, nowMs: MonotonicMs): void {
    const omission = this.#omissionOf(watch, nowMs);
    if (omission !== null) return this.#leaveOut(watch, omission, nowMs);
    const { settings, cost, target } = watch;
    const call = { targetId: target.id, usd: cost.mostUsd, budgetUsd: settings.budgetUsdPerDay };
    const reservation = this.#parts.ledger.reserve(call, this.#clock.now());
    if (reservation === null) this.#leaveOut(watch, BUDGET_USED_UP, nowMs);
    else this.#start(watch, reservation);
  }

  #omissionOf(watch: GenerateWatch, nowMs: MonotonicMs): Omission | null {
    const { target, newestCall, settings } = watch;
    const { lastCheck, capabilities, conditions, assessor } = this.#parts.registry.get(target.id)!;
    return omissionOf({
      isFirst: watch.isFirst(nowMs),
      isLastCheckOk: lastCheck?.ok ?? null,
      isModelReady: mayGenerate(target, capabilities),
      isEgressDown: conditions.egress === 'down',
      limitedUntil: assessor.limitedUntil,
      newestCall,
      intervalMs: settings.intervalMs,
      now: this.#clock.now(),
      nowMs,
    });
  }

  #leaveOut(watch: GenerateWatch, omission: Omission, nowMs: MonotonicMs): void {
    const { schedule } = this.#parts;
    schedule.finish(watch.target.id);
    if (omission.isBrief) schedule.expedite(watch.target.id, nowMs + BRIEF_WAIT_MS);
    this.#standings.show(watch, omission);
  }

  #start(watch: GenerateWatch, reservation: Reservation): void {
    const { id } = watch.target;
    const stop = new AbortController();
    watch.noteStart();
    this.#standings.show(watch, ACTIVE);
    const ended = this.#ask(watch, reservation, stop.signal)
      .catch((error: unknown) => this.#log.error({ err: error, target_id: id }, 'generate probe failed'))
      .finally(() => this.#flights.delete(id));
    this.#flights.set(id, { stop, ended });
  }

  async #ask(watch: GenerateWatch, reservation: Reservation, signal: AbortSignal): Promise<void> {
    const { prober, ledger, schedule, loop } = this.#parts;
    const { target, settings, cost } = watch;
    const result = await prober.generate(target.provider, settings, signal);
    ledger.settle(reservation, cost.usdOf(result));
    schedule.finish(target.id);
    // We ended it ourselves: the target was removed, or we are stopping.
    if (result.failure === 'cancelled') return;
    const nowMs = this.#clock.monotonicMs();
    this.#take(watch, result, loop.stalledSince(nowMs - (result.latencyMs ?? 0), nowMs));
  }

  /** The provider and, where it is a target of its own, the model hear of it. */
  #take(watch: GenerateWatch, result: GenerateResult, isStalled: boolean): void {
    const { registry, pipeline, schedule } = this.#parts;
    const { id, provider } = watch.target;
    const observation = generateObservation(id, result, { clock: this.#clock, isStalled });
    watch.last = { last: observation, lastFinishReason: result.finishReason };
    const model = registry.modelsOf(id).find(({ target }) => target.model === provider.generate?.model);
    if (model !== undefined) pipeline.accept({ ...observation, targetId: model.target.id });
    pipeline.accept(observation);
    const state = registry.get(id);
    if (state === undefined) return;
    const delayMs = watch.repeatDelayMs(observation, state);
    if (delayMs !== null) schedule.expedite(id, this.#clock.monotonicMs() + delayMs);
    this.#standings.show(watch);
  }

  /** A new day has its own budget: what was shown of yesterday goes. */
  #noticeMidnight(): void {
    const day = utcDayOf(this.#clock.now());
    if (day === this.#day) return;
    this.#day = day;
    for (const watch of this.#watches.values()) {
      const { state } = this.#parts.registry.get(watch.target.id)?.generate ?? {};
      this.#standings.show(watch, state === 'budget_exhausted' ? ACTIVE : undefined);
    }
  }
}

const BUDGET_USED_UP: Omission = {
  state: 'budget_exhausted',
  note: 'the next call might cost more than is left of the budget of this UTC day',
  isBrief: false,
};

/** Why it cannot be asked at all; null when it can. */
function obstacleOf({ provider }: Target, settings: Settings): string | null {
  if (!settings.monitoring.enabled) return 'monitoring is paused';
  if (!provider.enabled) return 'disabled in the settings';
  return provider.apiKey === null && needsApiKey(provider.kind) ? 'api_key is empty' : null;
}
