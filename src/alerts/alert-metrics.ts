import { type Family, familyHeader, label, sample } from '../metrics/exposition.ts';
import type { Alert } from './alert.ts';
import type { AlertCounts } from './engine/alert-counts.ts';
import type { CommitQueue } from './engine/commit-queue.ts';

const FIRING: Family = {
  name: 'bellwether_alerts_firing',
  type: 'gauge',
  help: 'Alerts that are firing.',
};
const MESSAGES: Family = {
  name: 'bellwether_alert_messages_total',
  type: 'counter',
  help: 'Messages that were made, one for each channel, by why they went out.',
};
const SUPPRESSED: Family = {
  name: 'bellwether_alert_notifications_suppressed_total',
  type: 'counter',
  help: 'Alerts that were kept from being told, by what kept them.',
};
const WAITING: Family = {
  name: 'bellwether_alert_writes_waiting',
  type: 'gauge',
  help: 'Alerts and messages that wait to be stored.',
};
const LOST: Family = {
  name: 'bellwether_alert_messages_lost_total',
  type: 'counter',
  help: 'Messages that were lost because they could not be stored.',
};

/** What alerts have to tell, in Prometheus' text. */
export function alertMetricsText(
  open: readonly Alert[],
  counts: AlertCounts,
  { depth, lostDeliveries }: Pick<CommitQueue, 'depth' | 'lostDeliveries'>,
): string {
  const firing = new Map<string, number>();
  for (const { state, severity, rule } of open) {
    if (state !== 'firing') continue;
    const labels = `${label('severity', severity)},${label('rule', rule)}`;
    firing.set(labels, (firing.get(labels) ?? 0) + 1);
  }
  return [
    familyHeader(FIRING),
    ...[...firing].map(([labels, count]) => sample(FIRING.name, labels, count)),
    familyHeader(MESSAGES),
    ...[...counts.messages].map(([reason, count]) => sample(MESSAGES.name, label('reason', reason), count)),
    familyHeader(SUPPRESSED),
    ...[...counts.suppressed].map(([code, count]) => sample(SUPPRESSED.name, label('by', code), count)),
    familyHeader(WAITING),
    sample(WAITING.name, '', depth),
    familyHeader(LOST),
    sample(LOST.name, '', lostDeliveries),
  ].join('');
}
