import { type Family, familyHeader, label, sample } from '../../metrics/exposition.ts';
import type { ChannelStatus, OutboxStatus } from './outbox-status.ts';

const PENDING: Family = {
  name: 'bellwether_notifications_pending',
  type: 'gauge',
  help: 'Messages that wait to be delivered.',
};
const OLDEST: Family = {
  name: 'bellwether_notifications_oldest_pending_seconds',
  type: 'gauge',
  help: 'Age of the oldest message that waits; 0 when none does.',
};
const DEAD: Family = {
  name: 'bellwether_notifications_dead',
  type: 'gauge',
  help: 'Messages that were given up and are kept to be looked at.',
};
const DELIVERED: Family = {
  name: 'bellwether_notifications_delivered_total',
  type: 'counter',
  help: 'Messages that their receiver has accepted.',
};
const ATTEMPTS: Family = {
  name: 'bellwether_notification_attempts_total',
  type: 'counter',
  help: 'Attempts to deliver a message, by how they ended.',
};
const CHANNEL_DOWN: Family = {
  name: 'bellwether_notification_channel_failures',
  type: 'gauge',
  help: 'Attempts that have failed in a row on a channel.',
};
const UNSTORED: Family = {
  name: 'bellwether_notifications_sent_unstored_total',
  type: 'counter',
  help: 'Critical messages that were sent although the store did not take them.',
};

/** How the delivery of alerts goes, in Prometheus' text. */
export function outboxMetricsText(status: OutboxStatus): string {
  const { channels, dead, oldestPendingMs, sentUnstored } = status;
  return [
    family(PENDING, channels, ({ pending }) => pending),
    familyHeader(OLDEST) + sample(OLDEST.name, '', (oldestPendingMs ?? 0) / 1_000),
    familyHeader(DEAD) + sample(DEAD.name, '', dead),
    family(DELIVERED, channels, ({ attempts }) => attempts.delivered),
    familyHeader(ATTEMPTS) + channels.map(attemptsOf).join(''),
    family(CHANNEL_DOWN, channels, ({ failuresInRow }) => failuresInRow),
    familyHeader(UNSTORED) + sample(UNSTORED.name, '', sentUnstored),
  ].join('');
}

function family(
  each: Family,
  channels: readonly ChannelStatus[],
  value: (channel: ChannelStatus) => number,
): string {
  const lines = channels.map((channel) => sample(each.name, label('channel', channel.id), value(channel)));
  return familyHeader(each) + lines.join('');
}

function attemptsOf({ id, attempts }: ChannelStatus): string {
  return Object.entries(attempts)
    .map(([outcome, count]) =>
      sample(ATTEMPTS.name, `${label('channel', id)},${label('outcome', outcome)}`, count),
    )
    .join('');
}
