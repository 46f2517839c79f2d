import type { z } from 'zod';
import type { EpochMs } from '../../clock/clock.ts';
import type { Delivery } from '../notification.ts';
import type { notificationSchema } from './notifications.schema.ts';

export function notificationView(delivery: Delivery): z.output<typeof notificationSchema> {
  const { message, channelId, state, attempts, lastError, followedBy } = delivery;
  return {
    id: message.id,
    channel: channelId,
    state,
    reason: message.reason,
    attempts,
    last_error: lastError,
    last_attempt_at: timestampOf(delivery.lastAttemptAt),
    next_attempt_at: timestampOf(delivery.nextAttemptAt),
    delivered_at: timestampOf(delivery.deliveredAt),
    created_at: new Date(message.createdAt).toISOString(),
    group_key: message.groupKey,
    alerts: message.notices.map(({ alert }) => ({
      id: alert.id,
      fingerprint: alert.fingerprint,
      title: alert.title,
      state: alert.state,
    })),
    followed_by: followedBy,
  };
}

function timestampOf(at: EpochMs | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
