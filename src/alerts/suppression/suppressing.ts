import type { EpochMs } from '../../clock/clock.ts';
import type { Suppression, SuppressionCode } from '../alert.ts';
import type { AlertRecord } from '../lifecycle/alert-record.ts';
import { inhibitedBy, type InhibitionScope, inhibitorOf } from './inhibition.ts';
import type { Silences } from './silences.ts';

export interface SuppressionScope extends InhibitionScope {
  readonly silences: Silences;
  readonly coolDownMs: number;
}

/** These keep everything from everybody; the end of what was told before waits with them. */
const HOLDS_ALL: ReadonlySet<SuppressionCode> = new Set(['silenced', 'maintenance', 'inhibited']);

export function holdsAll(suppressions: readonly Suppression[]): boolean {
  return suppressions.some(({ code }) => HOLDS_ALL.has(code));
}

/** Why nobody is told of this alert now, whatever its routes say; the first decides. */
export function suppressionsOf(record: AlertRecord, scope: SuppressionScope, now: EpochMs): Suppression[] {
  const { alert } = record;
  if (alert === null) return [];
  const found = scope.silences.suppressionsOf(record, now);
  const inhibitor = inhibitorOf(record, scope, now);
  if (inhibitor !== null) found.push(inhibitedBy(inhibitor, record, scope.lingerMs));
  if (alert.state === 'resolved') return found;
  if (alert.acknowledged !== null) {
    const { by, expiresAt } = alert.acknowledged;
    found.push({ code: 'acknowledged', message: `acknowledged by ${by}`, by: null, until: expiresAt });
  }
  const coolUntil = coolDownEnd(record, scope.coolDownMs);
  if (coolUntil > now) {
    found.push({ code: 'cool_down', message: 'it was over a moment ago', by: null, until: coolUntil });
  }
  return found;
}

/** Somebody was told of the end before, and not yet of this life. */
function coolDownEnd({ toldEndAt, told, isEndHeard }: AlertRecord, coolDownMs: number): EpochMs {
  return toldEndAt === null || (told.size > 0 && !isEndHeard) ? 0 : toldEndAt + coolDownMs;
}
