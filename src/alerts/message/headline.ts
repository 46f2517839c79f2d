import type { AlertSeverity } from '../../settings/alert-settings.ts';
import type { AlertMessage, AlertNotice, NotificationReason } from '../notification.ts';
import { onOneLine } from './clipped.ts';
import { spokenDuration } from './spoken-time.ts';
import { withoutKeys } from './without-keys.ts';

export function isOver(notice: AlertNotice): boolean {
  return notice.alert.state === 'resolved';
}

/** How long an alert has lasted when the message was made, milliseconds. */
export function durationMs({ alert }: AlertNotice, message: AlertMessage): number {
  return Math.max(0, (alert.resolvedAt ?? message.createdAt) - alert.since);
}

/** An alert's title on one line. */
export function titleOf({ alert }: AlertNotice): string {
  return onOneLine(withoutKeys(alert.title));
}

/**
 * What a message says first, on one line. A firing alert's own title stands in front, so that the fault of an account
 * is the first thing read.
 */
export function headlineOf(message: AlertMessage): string {
  const first = message.notices[0]!;
  const title = titleOf(first);
  if (message.reason === 'test') return `Test: ${title}`;
  const over = message.notices.filter(isOver).length;
  const firing = message.notices.length - over;
  if (firing === 0) return `Resolved: ${title}${more(over - 1)}${ending(message, first)}`;
  return `${title}${more(firing - 1)}${development(message, first)}${over === 0 ? '' : `; ${over} resolved`}`;
}

function more(count: number): string {
  return count === 0 ? '' : ` and ${count} more`;
}

function ending(message: AlertMessage, first: AlertNotice): string {
  return message.reason === 'fired_and_resolved'
    ? ` (lasted ${spokenDuration(durationMs(first, message))})`
    : '';
}

type Development = (severity: AlertSeverity, lasting: string) => string;

/** What has become of what was told before, in brackets; the other reasons add nothing to the title. */
const DEVELOPMENTS: Readonly<Partial<Record<NotificationReason, Development>>> = {
  reminder: (_severity, lasting) => ` (still firing, for ${lasting})`,
  escalation: (_severity, lasting) => ` (not acknowledged, for ${lasting})`,
  severity_changed: (severity) => ` (now ${severity})`,
  acknowledged: () => ' (acknowledged)',
  acknowledgement_expired: () => ' (acknowledgement expired)',
  flapping: () => ' (flapping)',
};

function development(message: AlertMessage, first: AlertNotice): string {
  const lasting = spokenDuration(durationMs(first, message));
  return DEVELOPMENTS[message.reason]?.(first.alert.severity, lasting) ?? '';
}
