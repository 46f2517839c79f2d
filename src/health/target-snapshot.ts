import type { EpochMs } from '../clock/clock.ts';
import type { Blame } from '../observations/failure-kind.ts';
import type { CircuitState } from './circuit-state.ts';
import type { Reason, Status } from './status.ts';
import type { TargetHealth } from './target-health.ts';

/** How a target was when it was asked for: a value, which does not change afterwards. */
export interface TargetSnapshot {
  /** `openai`, `openai/gpt-5-mini`. */
  readonly id: string;
  /** As people call it. */
  readonly name: string;
  /** Of itself, or of the provider whose model it is. */
  readonly providerId: string;
  /** The model's name at its provider; null for the provider itself. */
  readonly model: string | null;
  readonly status: Status;
  /** Why; never empty unless healthy, and the one that decided comes first. */
  readonly reasons: readonly Reason[];
  /** Who is at fault; null where nobody is, or nobody knows. */
  readonly blame: Blame | null;
  /** When the status became what it is, epoch milliseconds. */
  readonly since: EpochMs;
  /** Whether it should be sent work: switched on, started, not unhealthy, its circuit not open. */
  readonly isUsable: boolean;
  readonly circuit: CircuitState;
  /** Of the newest probe, epoch milliseconds; null before the first. */
  readonly lastCheckAt: EpochMs | null;
  /** Of the newest success, whether a probe's or a call's, epoch milliseconds; null before the first. */
  readonly lastSuccessAt: EpochMs | null;
}

export function snapshotOf(state: TargetHealth): TargetSnapshot {
  const { target, verdict, since, isUsable, circuit, lastCheck, lastSuccessAt } = state;
  return Object.freeze({
    id: target.id,
    name: target.name,
    providerId: target.provider.id,
    model: target.model,
    status: verdict.status,
    reasons: verdict.reasons,
    blame: verdict.blame,
    since,
    isUsable,
    circuit,
    lastCheckAt: lastCheck?.at ?? null,
    lastSuccessAt,
  });
}
