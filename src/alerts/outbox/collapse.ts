import type { AlertMessage, AlertNotice } from '../notification.ts';
import { isFiring } from './audience.ts';
import { derivedId } from './derived-id.ts';
import type { QueuedMessage } from './queued-message.ts';

export interface Collapse {
  /** Never sent, as nobody has heard of them. */
  readonly overtaken: readonly QueuedMessage[];
  readonly newest: QueuedMessage;
  /** What tells both in place of all of them; null where the newest by itself leaves nothing out. */
  readonly together: AlertMessage | null;
}

/**
 * What need not be sent any more now that the newest message of a receiver and group is there: firings that surely
 * have not arrived and whose end it tells, and reminders of what it tells anew. Null when there is none.
 * @param wasTold whether the receiver has, or may have, heard that this alert fires
 */
export function collapseOf(
  lane: readonly QueuedMessage[],
  wasTold: (alertId: string) => boolean,
): Collapse | null {
  const newest = lane.at(-1);
  if (newest === undefined || newest.attempts > 0 || !isIdle(newest)) return null;
  const overtaken = lane.slice(0, -1).filter((each) => isIdle(each) && isOvertaken(each, newest));
  if (overtaken.length === 0) return null;
  // What stays in front of the newest tells its alerts before it.
  const ahead = lane.slice(0, -1).filter((each) => !overtaken.includes(each));
  const told = new Set(
    ahead.flatMap(({ message }) => message.notices.filter(isFiring).map(({ alert }) => alert.id)),
  );
  const together = togetherOf(overtaken, newest, (alertId) => told.has(alertId) || wasTold(alertId));
  return { overtaken, newest, together };
}

function isIdle(queued: QueuedMessage): boolean {
  return queued.phase !== 'sending' && !queued.isDone && !queued.mayHaveArrived;
}

function isOvertaken(older: QueuedMessage, newest: QueuedMessage): boolean {
  const told = new Map(newest.message.notices.map(({ alert }) => [alert.id, alert.state]));
  const alerts = older.message.notices.map(({ alert }) => alert);
  if (older.message.reason === 'reminder' && alerts.every(({ id }) => told.has(id))) return true;
  const firing = alerts.filter(({ state }) => state !== 'resolved');
  return firing.length > 0 && firing.every(({ id }) => told.get(id) === 'resolved');
}

function togetherOf(
  overtaken: readonly QueuedMessage[],
  { message: newest }: QueuedMessage,
  wasTold: (alertId: string) => boolean,
): AlertMessage | null {
  const newestIds = new Set(newest.notices.map(({ alert }) => alert.id));
  const older = overtaken.flatMap(({ message }) => message.notices);
  const leftOut = older.filter(({ alert }) => !newestIds.has(alert.id));
  const isNews = older.some(({ alert }) => alert.state !== 'resolved' && !wasTold(alert.id));
  if (!isNews && leftOut.length === 0) return null;
  const notices = firingFirst([
    ...new Map(leftOut.map((each) => [each.alert.id, each])).values(),
    ...newest.notices,
  ]);
  const isOver = notices.every(({ alert }) => alert.state === 'resolved');
  return {
    ...newest,
    id: derivedId('together', newest.id, ...overtaken.map(({ message }) => message.id)),
    reason: isNews && isOver ? 'fired_and_resolved' : newest.reason,
    notices,
  };
}

export function firingFirst(notices: readonly AlertNotice[]): AlertNotice[] {
  const isOver = ({ alert }: AlertNotice): number => (alert.state === 'resolved' ? 1 : 0);
  return notices.toSorted((a, b) => isOver(a) - isOver(b));
}
