import type { EpochMs } from '../clock/clock.ts';
import type { Observation } from '../observations/observation.ts';

/**
 * `active`: asked at its cadence. `waiting`: something must come first, see the note. `budget_exhausted`: not before the
 * next UTC day. `suppressed_by_traffic`: calls show that it works. `off`: configured, and not possible now.
 */
export type GenerateState = 'active' | 'waiting' | 'budget_exhausted' | 'suppressed_by_traffic' | 'off';

/** How the generate probes of a target stand. */
export interface GenerateHealth {
  readonly model: string;
  readonly state: GenerateState;
  /** Why it is not active, for people. */
  readonly note: string | null;
  readonly budgetUsdPerDay: number;
  /** In this UTC day, calls under way at the most that they may cost. */
  readonly spentUsdToday: number;
  readonly callsToday: number;
  readonly last: Observation | null;
  readonly lastFinishReason: string | null;
  /** When the next one is due; null where none is. */
  readonly nextAt: EpochMs | null;
}
