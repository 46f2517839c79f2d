import type { EpochMs } from '../../clock/clock.ts';
import type { Blame } from '../../observations/failure-kind.ts';
import type { AlertEvidence } from '../alert.ts';
import type { AlertMessage, AlertNotice } from '../notification.ts';
import type { LinkMaker } from './alert-links.ts';
import { clipped, onOneLine } from './clipped.ts';
import type { Detail } from './detail.ts';
import { durationMs, headlineOf, isOver } from './headline.ts';
import { reasonSentence } from './reason-sentence.ts';
import { spokenDuration, spokenTime } from './spoken-time.ts';
import { withoutKeys } from './without-keys.ts';

/** What a message looks like at a glance: the worst that is firing, or that nothing is. */
export type Mood = 'critical' | 'warning' | 'info' | 'resolved';

export interface Fact {
  readonly label: string;
  readonly value: string;
  /** The moment that the value tells, for receivers that show it in the reader's own time; null where it is none. */
  readonly at: EpochMs | null;
}

export interface Link {
  readonly label: string;
  readonly url: string;
}

/** A message in words, before any receiver's markup. Nothing in it is escaped. */
export interface AlertText {
  readonly headline: string;
  readonly mood: Mood;
  /** The cause; empty where the list of alerts tells it. */
  readonly summary: string;
  readonly facts: readonly Fact[];
  /** The last errors, newest first, one a line. */
  readonly evidence: readonly string[];
  /** The alerts of a group, one a line, the last line saying how many were left out; empty for a single alert. */
  readonly alerts: readonly string[];
  readonly links: readonly Link[];
  /** Why it was sent. */
  readonly footer: string;
}

const AT_FAULT: Readonly<Record<Blame, string>> = {
  provider: 'the provider',
  account: 'our account there (key, quota, limits or model name)',
  caller: 'the caller',
  local: 'our own network or machine',
};

const SEVERITIES = ['critical', 'warning', 'info'] as const;

/** Tells a message at that level of detail. */
export function alertText(message: AlertMessage, links: LinkMaker, detail: Detail): AlertText {
  const { notices } = message;
  const first = notices[0]!;
  const isGroup = notices.length > 1;
  return {
    headline: clipped(headlineOf(message), detail.headlineLength),
    mood: moodOf(notices),
    summary: isGroup ? '' : said(first.alert.summary, detail.summaryLength),
    facts: isGroup ? groupFacts(notices) : factsOf(first, message),
    evidence: evidenceOf(notices, detail),
    alerts: isGroup ? alertLines(message, detail) : [],
    links: linksOf(first, links),
    footer: reasonSentence(message.reason),
  };
}

export function moodOf(notices: readonly AlertNotice[]): Mood {
  const firing = new Set(notices.filter((notice) => !isOver(notice)).map(({ alert }) => alert.severity));
  return SEVERITIES.find((severity) => firing.has(severity)) ?? 'resolved';
}

function said(text: string, maxLength: number): string {
  return clipped(onOneLine(withoutKeys(text)), maxLength);
}

function fact(label: string, value: string, at: EpochMs | null = null): Fact {
  return { label, value, at };
}

function factsOf(notice: AlertNotice, message: AlertMessage): Fact[] {
  const { alert } = notice;
  const lasting = spokenDuration(durationMs(notice, message));
  const facts = [fact('Since', spokenTime(alert.since), alert.since)];
  if (alert.resolvedAt === null) facts.push(fact('For', lasting));
  else facts.push(fact('Until', spokenTime(alert.resolvedAt), alert.resolvedAt), fact('Lasted', lasting));
  facts.push(fact('Severity', alert.severity));
  if (alert.status !== null) facts.push(fact('Status', alert.status));
  if (alert.blame !== null) facts.push(fact('At fault', AT_FAULT[alert.blame]));
  if (!isOver(notice)) facts.push(...meanwhile([notice]));
  if (alert.acknowledged !== null) facts.push(fact('Acknowledged', acknowledgement(notice)));
  return facts;
}

/** What the router does now. */
function meanwhile(notices: readonly AlertNotice[]): Fact[] {
  const using = [...new Set(notices.flatMap(({ advice }) => advice.using))];
  return using.length === 0 ? [] : [fact('Meanwhile', `traffic goes to ${listed(using)}`)];
}

// chosen: more names than these say nothing more
const MAX_NAMES = 8;

function listed(names: readonly string[]): string {
  const rest = names.length - MAX_NAMES;
  return rest > 0 ? `${names.slice(0, MAX_NAMES).join(', ')} and ${rest} more` : names.join(', ');
}

function acknowledgement({ alert }: AlertNotice): string {
  const { by = '', note = null } = alert.acknowledged ?? {};
  return said(note === null ? `by ${by}` : `by ${by}: ${note}`, 300);
}

function groupFacts(notices: readonly AlertNotice[]): Fact[] {
  const firing = notices.filter((notice) => !isOver(notice));
  const began = Math.min(...notices.map(({ alert }) => alert.since));
  return [
    fact('Firing', String(firing.length)),
    fact('Resolved', String(notices.length - firing.length)),
    fact('Since', spokenTime(began), began),
    ...meanwhile(firing),
  ];
}

function alertLines(message: AlertMessage, { alertCount, lineLength }: Detail): string[] {
  const { notices } = message;
  const lines = notices.slice(0, alertCount).map((notice) => alertLine(notice, message, lineLength));
  const rest = notices.length - lines.length;
  return rest > 0 ? [...lines, `and ${rest} more`] : lines;
}

function alertLine(notice: AlertNotice, message: AlertMessage, maxLength: number): string {
  const { alert } = notice;
  const state = isOver(notice) ? 'resolved' : `${alert.severity}, firing`;
  const when = `since ${spokenTime(alert.since)}, ${spokenDuration(durationMs(notice, message))}`;
  const standing = ` (${state}, ${when})`;
  const cause = alert.summary === '' ? '' : `: ${alert.summary}`;
  return `${said(`${alert.title}${cause}`, Math.max(20, maxLength - standing.length))}${standing}`;
}

function evidenceOf(notices: readonly AlertNotice[], { evidenceCount, lineLength }: Detail): string[] {
  const isGroup = notices.length > 1;
  return notices
    .filter((notice) => !isGroup || !isOver(notice))
    .flatMap(({ alert, targetName }) =>
      alert.evidence.map((evidence) => ({ evidence, whose: isGroup ? (targetName ?? '') : '' })),
    )
    .toSorted((a, b) => b.evidence.at - a.evidence.at)
    .slice(0, evidenceCount)
    .map(({ evidence, whose }) => evidenceLine(evidence, whose, lineLength));
}

/** The id of the request stands whole: it is what one asks the provider by. */
function evidenceLine(evidence: AlertEvidence, whose: string, maxLength: number): string {
  const { at, message, code, httpStatus, requestId } = evidence;
  const marks = [httpStatus, code].filter((mark) => mark !== null).join(' ');
  const before = [spokenTime(at).slice(11), whose, marks].filter((part) => part !== '').join(' ');
  const after = requestId === null ? '' : ` (request ${clipped(onOneLine(requestId), 100)})`;
  return `${before}: ${said(message, Math.max(20, maxLength - before.length - after.length))}${after}`;
}

function linksOf(first: AlertNotice, links: LinkMaker): Link[] {
  const { page, acknowledgePage } = links.linksOf(first.alert.id);
  const open = { label: 'Open', url: page };
  const mayBeAcknowledged = !isOver(first) && first.alert.acknowledged === null;
  return mayBeAcknowledged ? [open, { label: 'Acknowledge', url: acknowledgePage }] : [open];
}
