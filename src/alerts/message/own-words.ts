import { fillTemplate, type TemplateField } from '../../settings/message-template.ts';
import type { Wording } from '../../settings/channels/channel-options.ts';
import type { AlertMessage } from '../notification.ts';
import type { LinkMaker } from './alert-links.ts';
import { alertText } from './alert-text.ts';
import { onOneLine } from './clipped.ts';
import type { Detail } from './detail.ts';
import { durationMs, headlineOf, isOver, titleOf } from './headline.ts';
import type { Markup } from './markup.ts';
import { reasonSentence } from './reason-sentence.ts';
import { spokenDuration, spokenTime } from './spoken-time.ts';

/** What a user's templates make of a message; null where our own words are meant. */
export interface OwnWords {
  /** On one line, not escaped: titles are plain text wherever they stand. */
  readonly title: string | null;
  /** In the receiver's markup: the template's own is kept, that of values is not. */
  readonly text: string | null;
}

export interface Told {
  readonly message: AlertMessage;
  readonly links: LinkMaker;
  readonly detail: Detail;
}

const ADDRESSES: ReadonlySet<TemplateField> = new Set(['page_url', 'acknowledge_url']);

export function ownWords(wording: Wording, told: Told, markup: Markup): OwnWords {
  const values = valuesOf(told);
  const marked = (field: TemplateField) =>
    ADDRESSES.has(field) ? markup.address(values[field]) : markup.escape(values[field]);
  return {
    title: wording.title === null ? null : onOneLine(fillTemplate(wording.title, (field) => values[field])),
    text: wording.text === null ? null : fillTemplate(wording.text, marked),
  };
}

/** Of the first alert, which is the one that a message is about, and of the message as a whole. */
function valuesOf(told: Told): Record<TemplateField, string> {
  const { message, links, detail } = told;
  const first = message.notices[0]!;
  const { alert, targetName } = first;
  const { page, acknowledgePage } = links.linksOf(alert.id);
  const text = alertText({ ...message, notices: [first] }, links, detail);
  const over = message.notices.filter(isOver).length;
  return {
    title: titleOf(first),
    headline: headlineOf(message),
    summary: text.summary,
    state: isOver(first) ? 'resolved' : 'firing',
    severity: alert.severity,
    rule: alert.rule,
    target: alert.targetId ?? '',
    target_name: targetName ?? '',
    status: alert.status ?? '',
    blame: alert.blame ?? '',
    since: spokenTime(alert.since),
    duration: spokenDuration(durationMs(first, message)),
    resolved_at: alert.resolvedAt === null ? '' : spokenTime(alert.resolvedAt),
    evidence: text.evidence.join('\n'),
    using: first.advice.using.join(', '),
    reason: reasonSentence(message.reason),
    notification_reason: message.reason,
    alerts: alertsOf(told),
    firing_count: String(message.notices.length - over),
    resolved_count: String(over),
    page_url: page,
    acknowledge_url: acknowledgePage,
    id: alert.id,
  };
}

/** A single alert is a list of one here: templates are written once for both. */
function alertsOf({ message, links, detail }: Told): string {
  const { alerts } = alertText(message, links, detail);
  return alerts.length > 0 ? alerts.join('\n') : headlineOf(message);
}
