import { RowStatement } from '../../history/database/row-statement.ts';
import type { Row } from '../../history/database/sql-database.ts';
import type { AlertMessage, Delivery } from '../notification.ts';
import type { NewDelivery } from './alert-store.ts';
import type { DeliveryRow } from './tables.ts';

/** A delivery that is there already keeps what has become of it. */
export const INSERT_DELIVERIES = new RowStatement({
  table: 'deliveries',
  columns: ['id', 'channel_id', 'state', 'attempts', 'next_attempt_ms', 'created_ms', 'message'],
  key: ['id', 'channel_id'],
  onConflict: 'keep',
});

export function deliveryRow({ message, channelId, notBefore }: NewDelivery): Row {
  return [message.id, channelId, 'pending', 0, notBefore, message.createdAt, JSON.stringify(message)];
}

export const INSERT_DELIVERY_ALERTS = new RowStatement({
  table: 'delivery_alerts',
  columns: ['alert_id', 'delivery_id', 'channel_id'],
  key: ['alert_id', 'delivery_id', 'channel_id'],
  onConflict: 'keep',
});

export function deliveryAlertRows({ message, channelId }: NewDelivery): Row[] {
  const alertIds = new Set(message.notices.map(({ alert }) => alert.id));
  return [...alertIds].map((alertId) => [alertId, message.id, channelId]);
}

export function deliveryOf(row: Omit<DeliveryRow, 'seq'>): Delivery {
  return {
    message: JSON.parse(row.message) as AlertMessage,
    channelId: row.channel_id,
    state: row.state,
    attempts: row.attempts,
    lastError: row.last_error,
    lastAttemptAt: row.last_attempt_ms,
    nextAttemptAt: row.next_attempt_ms,
    deliveredAt: row.delivered_ms,
    followedBy: row.followed_by,
  };
}
