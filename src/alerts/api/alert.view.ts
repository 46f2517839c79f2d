import type { EpochMs } from '../../clock/clock.ts';
import type { Alert, AlertEvidence, Suppression } from '../alert.ts';
import type { AlertAdvice, Delivery } from '../notification.ts';
import type { AlertBody } from './alert.schema.ts';

export interface AlertSurroundings {
  /** Oldest first; null while they cannot be read. */
  readonly deliveries: readonly Delivery[] | null;
  readonly advice: AlertAdvice;
  readonly now: EpochMs;
}

/** An alert as the API shows it. */
export function alertView(alert: Alert, { deliveries, advice, now }: AlertSurroundings): AlertBody {
  const path = `/health/integration/alerts/${encodeURIComponent(alert.id)}`;
  return {
    id: alert.id,
    fingerprint: alert.fingerprint,
    rule: alert.rule,
    severity: alert.severity,
    target: alert.targetId,
    instance: alert.instance,
    title: alert.title,
    summary: alert.summary,
    blame: alert.blame,
    status: alert.status,
    tags: [...alert.tags],
    state: alert.state,
    since: iso(alert.since),
    fired_at: isoOrNull(alert.firedAt),
    resolved_at: isoOrNull(alert.resolvedAt),
    updated_at: iso(alert.updatedAt),
    duration_seconds: Math.max(0, (alert.resolvedAt ?? now) - alert.since) / 1000,
    evidence: alert.evidence.map(evidenceView),
    advice: { using: [...advice.using] },
    links: { page: `/?alert=${encodeURIComponent(alert.id)}`, acknowledge: `${path}/acknowledge` },
    acknowledged: acknowledgedView(alert),
    ...suppressionFields(alert),
    notifications: deliveries?.map(notificationView) ?? null,
    notification_reason: deliveries?.at(-1)?.message.reason ?? null,
    not_notified_because: whyNot(alert, deliveries),
  };
}

function evidenceView({
  at,
  message,
  code,
  httpStatus,
  requestId,
}: AlertEvidence): AlertBody['evidence'][number] {
  return { at: iso(at), message, code, http_status: httpStatus, request_id: requestId };
}

function acknowledgedView({ acknowledged }: Alert): AlertBody['acknowledged'] {
  if (acknowledged === null) return null;
  const { by, note, at, expiresAt, isSticky } = acknowledged;
  return { by, note, at: iso(at), expires_at: isoOrNull(expiresAt), sticky: isSticky };
}

function suppressionFields({
  suppressions,
}: Alert): Pick<AlertBody, 'silenced_by' | 'inhibited_by' | 'suppressions'> {
  const by = (codes: readonly Suppression['code'][]): string[] =>
    suppressions.flatMap((each) => (codes.includes(each.code) && each.by !== null ? [each.by] : []));
  return {
    silenced_by: by(['silenced', 'maintenance']),
    inhibited_by: by(['inhibited']),
    suppressions: suppressions.map(({ code, message, by: who, until }) => ({
      code,
      message,
      by: who,
      until: isoOrNull(until),
    })),
  };
}

function notificationView(delivery: Delivery): NonNullable<AlertBody['notifications']>[number] {
  return {
    id: delivery.message.id,
    channel: delivery.channelId,
    reason: delivery.message.reason,
    state: delivery.state,
    attempts: delivery.attempts,
    last_error: delivery.lastError,
    next_attempt_at: isoOrNull(delivery.nextAttemptAt),
    delivered_at: isoOrNull(delivery.deliveredAt),
  };
}

/** In the words of what decides; one that has just fired waits for the next look. */
function whyNot({ suppressions }: Alert, deliveries: readonly Delivery[] | null): string | null {
  if (deliveries === null || deliveries.length > 0) return null;
  const [first] = suppressions;
  if (first === undefined) return 'it is about to be told';
  return first.until === null ? first.message : `${first.message} (until ${iso(first.until)})`;
}

function iso(at: EpochMs): string {
  return new Date(at).toISOString();
}

function isoOrNull(at: EpochMs | null): string | null {
  return at === null ? null : iso(at);
}
