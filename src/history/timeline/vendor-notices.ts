import type { EpochMs } from '../../clock/clock.ts';
import type { TimeRange } from '../history-store.ts';

/** An incident that a provider reported itself. */
export interface VendorNotice {
  readonly title: string;
  readonly startedAt: EpochMs;
  readonly reportedAt: EpochMs;
  /** Null while it lasts. */
  readonly resolvedAt: EpochMs | null;
}

/** What providers said of their own incidents. */
export abstract class VendorNotices {
  /** Those of a target's provider that share time with the range, by when they were reported. */
  abstract during(targetId: string, range: TimeRange): Promise<readonly VendorNotice[]>;
}

/** Where no provider's page is read. */
export class NoVendorNotices extends VendorNotices {
  during(): Promise<readonly VendorNotice[]> {
    return Promise.resolve([]);
  }
}
