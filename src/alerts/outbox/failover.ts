import type { AlertMessage, AlertNotice } from '../notification.ts';
import { firingFirst } from './collapse.ts';
import { isFiring } from './audience.ts';
import { derivedId } from './derived-id.ts';
import type { QueuedMessage } from './queued-message.ts';

/** After so many failures of its own a message goes to a second channel too. */
const FAILURES = 3;
/** chosen: while its receiver is down, a message that is not even tried waits no longer than this for a second one. */
const LONGEST_WAIT_MS = 60_000;

/** Whether a second channel should be told what nobody may have heard. */
export function isWorthASecondChannel(queued: QueuedMessage): boolean {
  const { reason } = queued.message;
  if (queued.followedBy !== null || reason === 'test' || reason === 'acknowledged') return false;
  return queued.fires || reason === 'fired_and_resolved';
}

export function hasFailedEnough({ attempts }: QueuedMessage): boolean {
  return attempts >= FAILURES;
}

export function hasWaitedEnough({ queuedAtMs }: QueuedMessage, nowMs: number): boolean {
  return nowMs - queuedAtMs >= LONGEST_WAIT_MS;
}

export function copyId(messageId: string, channelId: string): string {
  return derivedId('failover', messageId, channelId);
}

/**
 * The message as a second channel is told it: with what has become known of its alerts since.
 * @param later what waits behind it
 */
export function copyFor(
  channelId: string,
  { message }: QueuedMessage,
  later: readonly QueuedMessage[],
  createdAt: number,
): AlertMessage {
  const newer = new Map(
    later.flatMap((each) => each.message.notices).map((notice) => [notice.alert.id, notice]),
  );
  const notices = firingFirst(message.notices.map((notice) => newer.get(notice.alert.id) ?? notice));
  return {
    id: copyId(message.id, channelId),
    reason: notices.some(isFiring) ? 'failover' : 'fired_and_resolved',
    createdAt,
    groupKey: message.groupKey,
    notices,
  };
}

/**
 * An end, for a second channel that has heard of its beginning: whichever message of the first channel tells it, the
 * second is told once.
 */
export function endFor(
  channelId: string,
  message: AlertMessage,
  notices: readonly AlertNotice[],
): AlertMessage {
  const alertIds = notices.map(({ alert }) => alert.id).toSorted();
  return { ...message, id: derivedId('end', channelId, ...alertIds), notices };
}
