import type { EpochMs } from '../clock/clock.ts';
import type { Target } from '../targets/target.ts';

/** Planned work on a target. */
export interface MaintenanceWindow {
  /** When it ends; null where nobody said. */
  readonly until: EpochMs | null;
  /** What for, for people. */
  readonly comment: string;
}

/** Who plans work on targets. A room that knows offers itself under this name, to everybody who must mind it. */
export abstract class MaintenanceWindows {
  /** The window that is open for this target now; null where there is none. Asked once a second for every target. */
  abstract openFor(target: Target, now: EpochMs): MaintenanceWindow | null;
}

/** Where nobody plans any. */
export class NoMaintenanceWindows extends MaintenanceWindows {
  openFor(): MaintenanceWindow | null {
    return null;
  }
}
