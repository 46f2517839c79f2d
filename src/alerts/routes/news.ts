import type { EpochMs } from '../../clock/clock.ts';
import type { AlertSeverity } from '../../settings/alert-settings.ts';
import type { Alert, Suppression } from '../alert.ts';
import type { AlertRecord, Told } from '../lifecycle/alert-record.ts';
import type { NotificationReason } from '../notification.ts';
import { isMoreSevere } from '../suppression/inhibition.ts';
import { holdsAll } from '../suppression/suppressing.ts';
import { digestTime, type Route } from './route.ts';

/** One alert, as one channel has to do with it. */
export interface Stake {
  readonly record: AlertRecord;
  /** Null while the channel knows nothing of it. */
  readonly told: Told | null;
  readonly isEscalation: boolean;
  /** Of its own, also where several groups share one message. */
  readonly groupKey: string;
}

/** Alerts that share a message to one channel. */
export interface Bucket {
  readonly channelId: string;
  readonly groupKey: string;
  /** Null for a channel that only has ends to hear: its route is gone. */
  readonly route: Route | null;
  readonly stakes: Stake[];
}

export interface News {
  /** Firing, and not known to the channel. */
  readonly fresh: AlertRecord[];
  /** Known, and of another severity now. */
  readonly changed: AlertRecord[];
  readonly expired: AlertRecord[];
  readonly acknowledged: AlertRecord[];
  readonly ended: AlertRecord[];
  /** Known, and as they were. */
  readonly standing: AlertRecord[];
  readonly isEscalation: boolean;
  /** When the channel last heard of any of them; null when it never did. */
  readonly lastAt: EpochMs | null;
}

export type Kind = 'fresh' | 'changed' | 'expired' | 'acknowledged' | 'ended' | 'standing' | 'held';

/** What an alert is to a channel that may know of it. */
export function kindOf({ record, told }: Stake): Kind {
  const { alert, base } = record;
  if (alert === null || holdsAll(base)) return 'held';
  // One that is merely kept firing is no news to anybody who does not know of it.
  const isTellable = record.isFiring && base.length === 0 && record.clearedAt === null;
  if (told === null) return isTellable ? 'fresh' : 'held';
  return record.isFiring ? changeOf(alert, told) : 'ended';
}

function changeOf({ acknowledged, severity }: Alert, told: Told): Kind {
  if (acknowledged !== null) return told.isAcknowledged ? 'standing' : 'acknowledged';
  if (told.severity !== severity) return 'changed';
  return told.isAcknowledged ? 'expired' : 'standing';
}

/** What there is to tell the channel now; quiet hours leave the critical. */
export function newsOf(bucket: Bucket, now: EpochMs): News {
  const isQuiet = bucket.route !== null && bucket.route.quietAt(now) !== null;
  const news: News & { isEscalation: boolean; lastAt: EpochMs | null } = {
    fresh: [],
    changed: [],
    expired: [],
    acknowledged: [],
    ended: [],
    standing: [],
    isEscalation: false,
    lastAt: null,
  };
  for (const stake of bucket.stakes) {
    if (stake.told !== null) news.lastAt = Math.max(news.lastAt ?? 0, stake.told.lastAt);
    const kind = kindOf(stake);
    if (kind === 'held' || (isQuiet && severityOf(stake) !== 'critical')) continue;
    news[kind].push(stake.record);
    if (kind === 'fresh' && stake.isEscalation) news.isEscalation = true;
  }
  return news;
}

/** Of an end that which was told: who was woken is told that it is over. */
export function severityOf({ record, told }: Stake): AlertSeverity {
  const { severity } = record.alert!;
  return told !== null && isMoreSevere(told.severity, severity) ? told.severity : severity;
}

export function isSomething({ fresh, changed, expired, acknowledged, ended }: News): boolean {
  return fresh.length + changed.length + expired.length + acknowledged.length + ended.length > 0;
}

/** When the news are to be told; a moment that has passed means now. */
export function dueAt(news: News, { route }: Bucket): EpochMs {
  if (route === null) return -Infinity;
  const { digest, groupWaitMs, groupIntervalMs } = route.settings;
  const { fresh, ended } = news;
  const earliest = Math.min(
    ...fresh.map(({ tellableSince }) => tellableSince ?? Infinity),
    ...ended.map(({ alert }) => alert?.resolvedAt ?? Infinity),
  );
  if (digest !== null && [...fresh, ...ended].some(({ alert }) => route.collects(alert!))) {
    return digestTime(digest, earliest);
  }
  if (isUrgent(news)) return -Infinity;
  const waited = fresh.length === 0 ? -Infinity : earliest + groupWaitMs;
  const isModelOutage = fresh.some(isCritical);
  if (news.lastAt === null || isModelOutage) return waited;
  return Math.max(news.lastAt + groupIntervalMs, waited);
}

/** A model that is down waits a moment: perhaps its provider is, and one message says so. */
function isUrgent(news: News): boolean {
  const { fresh, changed, expired, acknowledged, standing, ended } = news;
  if (expired.length + acknowledged.length > 0 || news.isEscalation) return true;
  if ([...fresh, ...changed].some((record) => isCritical(record) && !isModel(record))) return true;
  if (changed.some(isCritical)) return true;
  return ended.length > 0 && fresh.length + changed.length + standing.length === 0;
}

function isCritical({ alert }: AlertRecord): boolean {
  return alert?.severity === 'critical';
}

function isModel({ subject, providerId }: AlertRecord): boolean {
  return subject.targetId !== providerId;
}

/** Whether the channel is to be reminded of what it knows and nobody has taken up. */
export function remindsOf({ standing, lastAt }: News, { route }: Bucket, now: EpochMs): AlertRecord[] {
  if (route === null || lastAt === null || now - lastAt < route.settings.repeatIntervalMs) return [];
  return standing.filter(({ alert }) => alert?.acknowledged === null);
}

export function reasonOf(news: News, bucket: Bucket): NotificationReason {
  const { fresh, changed, expired, ended, acknowledged, standing } = news;
  const isDigest =
    bucket.route !== null && [...fresh, ...ended].some(({ alert }) => bucket.route!.collects(alert!));
  if (isDigest) return 'digest';
  if (fresh.length > 0) return freshReason(news);
  if (changed.length > 0) return 'severity_changed';
  if (expired.length > 0) return 'acknowledgement_expired';
  if (ended.length > 0) return standing.length + acknowledged.length > 0 ? 'some_resolved' : 'all_resolved';
  return acknowledged.length > 0 ? 'acknowledged' : 'reminder';
}

function freshReason({ fresh, isEscalation, lastAt }: News): NotificationReason {
  if (isEscalation) return 'escalation';
  if (fresh.every((record) => record.isFlapping || record.subject.rule === 'flapping')) return 'flapping';
  if (fresh.every(({ wasSuppressed }) => wasSuppressed)) return 'suppression_ended';
  return lastAt === null ? 'first' : 'new_alerts';
}

/** Why an alert that could be told was not told yet by this way. */
export function waitingNote(bucket: Bucket, dueAtMs: EpochMs, now: EpochMs): Suppression {
  const quiet = bucket.route?.quietAt(now) ?? null;
  const to = `to ${bucket.channelId}`;
  if (quiet !== null) return { code: 'quiet_hours', message: `quiet hours ${to}`, by: null, until: quiet.to };
  const digest = bucket.route?.settings.digest ?? null;
  const isCollected =
    digest !== null && bucket.stakes.some(({ record }) => bucket.route!.collects(record.alert!));
  const until = Number.isFinite(dueAtMs) ? dueAtMs : null;
  if (isCollected) return { code: 'digest', message: `waits for the next digest ${to}`, by: null, until };
  return { code: 'group_wait', message: `waits for others to share a message ${to}`, by: null, until };
}
