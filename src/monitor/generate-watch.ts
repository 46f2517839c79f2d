import type { GenerateHealth } from '../health/generate-health.ts';
import type { MonotonicMs } from '../clock/clock.ts';
import { effectOf } from '../observations/failure-kind.ts';
import type { Observation } from '../observations/observation.ts';
import { CallCost } from '../probes/generate/cost.ts';
import type { GenerateSettings } from '../settings/settings.ts';
import type { TargetHealth } from '../health/target-health.ts';
import type { Target } from '../targets/target.ts';
import type { NewestCall } from './generate-decision.ts';

/** An outage or a recovery is settled by this many more at most; the budget pays for them as well. */
const MOST_REPEATS = 2;
/** As for checks: a second look soon, a third a little later. */
const REPEAT_DELAYS_MS = [1_000, 2_000] as const;

/** What the generate probes of one provider need to remember. */
export class GenerateWatch {
  readonly #sinceMs: MonotonicMs;
  target: Target;
  settings: GenerateSettings;
  cost: CallCost;
  /** Of others, not of ours. */
  newestCall: NewestCall | null = null;
  last: Pick<GenerateHealth, 'last' | 'lastFinishReason'> = { last: null, lastFinishReason: null };
  #hasAsked = false;
  #repeats = 0;

  constructor(target: Target, settings: GenerateSettings, sinceMs: MonotonicMs) {
    this.target = target;
    this.settings = settings;
    this.cost = new CallCost(target.provider, settings);
    this.#sinceMs = sinceMs;
  }

  /** Follows changed settings; what was seen stays. */
  follow(target: Target, settings: GenerateSettings): void {
    if (this.target === target) return;
    this.target = target;
    this.settings = settings;
    this.cost = new CallCost(target.provider, settings);
  }

  /** The first one waits for green checks, though not for longer than its turn. */
  isFirst(nowMs: MonotonicMs): boolean {
    return !this.#hasAsked && nowMs - this.#sinceMs < this.settings.intervalMs;
  }

  /** The newest that is known of calls to it, ours or others', is a failure. */
  get hasFailed(): boolean {
    const oursAtMs = this.last.last?.atMonotonicMs ?? -Infinity;
    const isOurs = oursAtMs >= (this.newestCall?.atMs ?? -Infinity);
    return (isOurs ? this.last.last?.ok : this.newestCall?.ok) === false;
  }

  noteStart(): void {
    this.#hasAsked = true;
  }

  /** A call of somebody else, to the provider or to the very model. */
  noteCall(target: Target, { ok, failure, atMonotonicMs: atMs }: Observation): void {
    if (target.model !== null && target.model !== this.settings.model) return;
    if (atMs < (this.newestCall?.atMs ?? -Infinity)) return;
    const isTelling = ok || (failure !== null && effectOf(failure) !== 'ignored');
    if (isTelling) this.newestCall = { ok, atMs };
  }

  /** When to ask again to settle what this one left open, milliseconds; null where the interval will do. */
  repeatDelayMs(observation: Observation, state: TargetHealth): number | null {
    if (!isUnsettled(observation, state) || this.#repeats >= MOST_REPEATS) {
      this.#repeats = 0;
      return null;
    }
    return REPEAT_DELAYS_MS[this.#repeats++] ?? null;
  }
}

function isUnsettled(observation: Observation, { assessor, target, verdict }: TargetHealth): boolean {
  if (observation.ok) return verdict.reasons.some(({ code }) => code === 'recovering');
  if (observation.blame === 'local') return true;
  switch (effectOf(observation.failure!)) {
    case 'failure':
      return assessor.consecutiveFailures < target.provider.thresholds.failureThreshold;
    case 'unusable':
      return assessor.consecutiveFailures < 2;
    case 'limited':
    case 'ignored':
      return false;
  }
}
