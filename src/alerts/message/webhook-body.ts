import type { AlertEvidence } from '../alert.ts';
import type { AlertMessage, AlertNotice } from '../notification.ts';
import type { LinkMaker } from './alert-links.ts';
import { clipped, onOneLine } from './clipped.ts';
import type { Detail } from './detail.ts';
import { durationMs, headlineOf, isOver } from './headline.ts';
import { withoutKeys } from './without-keys.ts';

/** One alert as programs read it. */
export interface NoticeBody {
  readonly id: string;
  readonly fingerprint: string;
  readonly rule: string;
  readonly severity: string;
  readonly state: 'firing' | 'resolved';
  readonly target: string | null;
  readonly title: string;
  readonly summary: string;
  readonly blame: string | null;
  readonly status: string | null;
  readonly since: string;
  readonly resolved_at: string | null;
  readonly duration_seconds: number;
  readonly evidence: readonly object[];
  readonly advice: { readonly using: readonly string[] };
  readonly links: { readonly page: string; readonly acknowledge: string };
  readonly notification_reason: string;
}

/** The body of a webhook. A group has the fields of its first alert too, for receivers that know single ones only. */
export interface WebhookBody {
  readonly type: 'alert.firing' | 'alert.resolved';
  readonly timestamp: string;
  readonly data: NoticeBody & {
    /** Of a group; the firing ones first. */
    readonly alerts?: readonly NoticeBody[];
    /** How many alerts the group has, and how many of them found no room. */
    readonly alerts_total?: number;
    readonly alerts_omitted?: number;
  };
}

export function webhookBody(message: AlertMessage, links: LinkMaker, detail: Detail): WebhookBody {
  const { notices, createdAt } = message;
  const envelope = {
    type: notices.every(isOver) ? 'alert.resolved' : 'alert.firing',
    timestamp: new Date(createdAt).toISOString(),
  } as const;
  const first = notices[0]!;
  if (notices.length === 1) return { ...envelope, data: noticeBody(first, message, { links, detail }) };
  const brief = {
    ...detail,
    summaryLength: detail.lineLength,
    evidenceCount: Math.min(1, detail.evidenceCount),
  };
  const bodies = notices.map((notice) => noticeBody(notice, message, { links, detail: brief }));
  const alerts = bodies.slice(0, detail.alertCount);
  const title = clipped(headlineOf(message), detail.headlineLength);
  const counts = { alerts_total: bodies.length, alerts_omitted: bodies.length - alerts.length };
  return { ...envelope, data: { ...bodies[0]!, title, alerts, ...counts } };
}

function noticeBody(
  notice: AlertNotice,
  message: AlertMessage,
  { links, detail }: { readonly links: LinkMaker; readonly detail: Detail },
): NoticeBody {
  const { alert, advice } = notice;
  const { page, acknowledge } = links.linksOf(alert.id);
  const said = (text: string, maxLength: number) => clipped(onOneLine(withoutKeys(text)), maxLength);
  return {
    id: alert.id,
    fingerprint: alert.fingerprint,
    rule: alert.rule,
    severity: alert.severity,
    state: isOver(notice) ? 'resolved' : 'firing',
    target: alert.targetId,
    title: said(alert.title, detail.headlineLength),
    summary: said(alert.summary, detail.summaryLength),
    blame: alert.blame,
    status: alert.status,
    since: new Date(alert.since).toISOString(),
    resolved_at: alert.resolvedAt === null ? null : new Date(alert.resolvedAt).toISOString(),
    duration_seconds: Math.round(durationMs(notice, message)) / 1000,
    evidence: newest(alert.evidence, detail.evidenceCount).map((seen) =>
      evidenceBody(seen, said(seen.message, detail.lineLength)),
    ),
    advice: { using: advice.using },
    links: { page, acknowledge },
    notification_reason: message.reason,
  };
}

function newest(evidence: readonly AlertEvidence[], count: number): readonly AlertEvidence[] {
  return evidence.toSorted((a, b) => b.at - a.at).slice(0, count);
}

function evidenceBody({ at, code, httpStatus, requestId }: AlertEvidence, message: string): object {
  return { at: new Date(at).toISOString(), message, code, http_status: httpStatus, request_id: requestId };
}
