import type { EpochMs } from '../../clock/clock.ts';
import { type MaintenanceWindow, MaintenanceWindows } from '../../health/maintenance-windows.ts';
import type { Target } from '../../targets/target.ts';
import type { Silences } from './silences.ts';

/** Planned work as silences with a schedule tell it: who routes calls sends them elsewhere meanwhile. */
export class SilenceWindows extends MaintenanceWindows {
  readonly #silences: Silences;

  constructor(silences: Silences) {
    super();
    this.#silences = silences;
  }

  openFor(target: Target, now: EpochMs): MaintenanceWindow | null {
    return this.#silences.openWindowFor(target, now);
  }
}
