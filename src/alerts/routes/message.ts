import type { EpochMs } from '../../clock/clock.ts';
import type { Alert } from '../alert.ts';
import { hashOf } from '../fingerprint.ts';
import type { AlertRecord } from '../lifecycle/alert-record.ts';
import type { AlertAdvice, AlertMessage, NotificationReason } from '../notification.ts';
import type { News } from './news.ts';

/** What a message says beside the alert itself. */
export interface Wording {
  readonly targetName: (targetId: string) => string | null;
  readonly adviceFor: (alert: Alert) => AlertAdvice;
}

export interface Telling {
  readonly reason: NotificationReason;
  readonly groupKey: string;
  readonly records: readonly AlertRecord[];
  /** When the channel last heard of the group: two messages that say the same are told apart by it. */
  readonly lastAt: EpochMs | null;
}

/** What a message shows, in its order: firing first, the new before the known. */
export function shown(news: News): AlertRecord[] {
  const { fresh, changed, expired, acknowledged, standing, ended } = news;
  return [...fresh, ...changed, ...expired, ...acknowledged, ...standing, ...ended];
}

/** The same news make the same message whoever makes them, also after a crash. */
export function messageOf(telling: Telling, wording: Wording, now: EpochMs): AlertMessage {
  const { reason, groupKey, records, lastAt } = telling;
  const told = records.map(({ alert }) => [alert!.id, alert!.state, alert!.severity, alert!.firedAt]);
  return {
    id: `msg_${hashOf([groupKey, reason, lastAt, told]).slice(0, 40)}`,
    reason,
    createdAt: now,
    groupKey,
    notices: records.map(({ alert }) => ({
      alert: { ...alert!, suppressions: [] },
      targetName: alert!.targetId === null ? null : wording.targetName(alert!.targetId),
      advice: wording.adviceFor(alert!),
    })),
  };
}
