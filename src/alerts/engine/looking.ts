import type { EpochMs } from '../../clock/clock.ts';
import type { Suppression } from '../alert.ts';
import { keptUntil } from '../lifecycle/alert-lifecycle.ts';
import type { AlertRecord } from '../lifecycle/alert-record.ts';
import { type SuppressionScope, suppressionsOf } from '../suppression/suppressing.ts';

/** Looks again at what holds an alert back, and since when nothing does. */
export function lookAgain(record: AlertRecord, scope: SuppressionScope, now: EpochMs): void {
  record.base = record.isFiring || record.owesEnd ? suppressionsOf(record, scope, now) : NONE;
  if (!record.isFiring) return;
  if (record.base.length === 0) {
    record.tellableSince ??= now;
    return;
  }
  record.tellableSince = null;
  if (record.told.size === 0) record.wasSuppressed = true;
}

/**
 * Shows in the alert why nobody was told, or is told now. One that ended untold keeps what it ended with.
 *
 * @returns whether that is something else than before
 */
export function settle(record: AlertRecord): boolean {
  const { alert } = record;
  if (alert === null || (alert.state === 'resolved' && record.told.size === 0)) return false;
  const now = suppressionsNow(record);
  if (isSame(alert.suppressions, now)) return false;
  record.amend({ suppressions: now });
  return true;
}

function suppressionsNow(record: AlertRecord): readonly Suppression[] {
  const { base, held, told } = record;
  const alert = record.alert!;
  if (alert.state === 'pending') {
    const until = alert.since + record.forMs;
    const message = `must last for ${record.forMs / 1000} s`;
    return [{ code: 'pending', message, by: null, until }];
  }
  return told.size === 0 ? [...base, ...held, ...keptFiring(record)] : base;
}

/** One that is merely kept firing is no news to anybody. */
function keptFiring(record: AlertRecord): readonly Suppression[] {
  const until = keptUntil(record);
  if (until === null) return NONE;
  const code = record.isFlapping ? 'flapping' : 'keep_firing';
  return [{ code, message: 'its condition is gone; it is kept firing in case it returns', by: null, until }];
}

function isSame(a: readonly Suppression[], b: readonly Suppression[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ code, by, until, message }, i) => {
      const other = b[i]!;
      return code === other.code && by === other.by && until === other.until && message === other.message;
    })
  );
}

const NONE: readonly Suppression[] = [];
