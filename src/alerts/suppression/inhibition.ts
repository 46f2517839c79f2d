import type { EpochMs } from '../../clock/clock.ts';
import type { AlertRuleName } from '../../settings/alert-rules.ts';
import type { AlertSeverity } from '../../settings/alert-settings.ts';
import { BURN_WINDOW_MS } from '../../settings/burn-rate.ts';
import type { Alert, Suppression } from '../alert.ts';
import type { AlertBook } from '../lifecycle/alert-book.ts';
import type { AlertRecord } from '../lifecycle/alert-record.ts';

/**
 * What is wrong with one target is told once. Of the alerts of a target that are firing the most severe leads; among
 * equals failing comes before doing badly, then the one that people know of, then the order here. The others are
 * inhibited. What is not named here stands for itself.
 */
const FAILING: readonly AlertRuleName[] = [
  'target_unhealthy',
  'credentials_rejected',
  'quota_exhausted',
  'permission',
  'model_unavailable',
  'error_rate_critical',
  'stale',
  'flapping',
  'target_degraded',
  'error_rate_warning',
  'circuit_open',
];
const DOING_BADLY: readonly AlertRuleName[] = [
  'slo_burn_rate',
  'rate_limited',
  'latency_warning',
  'latency_regression',
  'rate_limit_low',
  'vendor_incident',
];
const RANK = new Map<string, number>([...FAILING, ...DOING_BADLY].map((name, index) => [name, index]));

/** The longest of the short windows. */
const BURN_LINGER_MS = BURN_WINDOW_MS['6h'];

/** Alerts of a provider that explain whatever its models do. */
const EXPLAINS_MODELS = new Set<string>([
  'target_unhealthy',
  'credentials_rejected',
  'quota_exhausted',
  'permission',
  'stale',
]);

const SEVERITY_RANK: Readonly<Record<AlertSeverity, number>> = { info: 0, warning: 1, critical: 2 };

export function isMoreSevere(a: AlertSeverity, b: AlertSeverity): boolean {
  return SEVERITY_RANK[a] > SEVERITY_RANK[b];
}

export interface InhibitionScope {
  readonly book: AlertBook;
  readonly isExternal: (targetId: string) => boolean;
  /** How long after its end an inhibitor still holds back what fired while it lasted, milliseconds. */
  readonly lingerMs: number;
}

/** What else is wrong and explains this alert; null when it stands for itself. */
export function inhibitorOf(record: AlertRecord, scope: InhibitionScope, now: EpochMs): AlertRecord | null {
  if (!RANK.has(record.subject.rule)) return null;
  const lingerMs = lingerOf(record, scope.lingerMs);
  for (const other of explanations(record, scope)) if (holds(other, record, lingerMs, now)) return other;
  return null;
}

/** An error budget that an outage used up is still used up after it: its windows are long, and it is no news. */
function lingerOf({ subject }: AlertRecord, usualMs: number): number {
  return subject.rule === 'slo_burn_rate' ? Math.max(usualMs, BURN_LINGER_MS) : usualMs;
}

/** From the outside in: our network, the provider of a model, the target itself. */
function* explanations(record: AlertRecord, { book, isExternal }: InhibitionScope): Generator<AlertRecord> {
  const { targetId } = record.subject;
  if (targetId === null) return;
  const egress = book.find(null, 'egress_down', '');
  if (egress !== undefined && isExternal(targetId)) yield egress;
  if (targetId !== record.providerId) {
    for (const other of book.of(record.providerId)) if (EXPLAINS_MODELS.has(other.subject.rule)) yield other;
  }
  for (const other of book.of(targetId)) if (leads(other, record)) yield other;
}

export function inhibitedBy(other: AlertRecord, record: AlertRecord, usualMs: number): Suppression {
  const lingerMs = lingerOf(record, usualMs);
  const { id, title, resolvedAt } = other.alert!;
  const until = resolvedAt === null ? null : resolvedAt + lingerMs;
  return { code: 'inhibited', message: `inhibited by: ${title}`, by: id, until };
}

/**
 * A firing one holds; one that ended holds for a while what it explains and is still firing, which would else be told
 * beside the end of its cause.
 */
function holds(other: AlertRecord, record: AlertRecord, lingerMs: number, now: EpochMs): boolean {
  if (other.isFiring) return true;
  const endedAt = endOfFiring(other.alert);
  const firedAt = record.alert?.firedAt ?? null;
  if (endedAt === null || firedAt === null || !record.isFiring || record.told.size > 0) return false;
  // What an outage leaves in the windows of a burn rate may show a moment after it.
  const latest = endedAt + (record.subject.rule === 'slo_burn_rate' ? BURN_WINDOW_MS['5m'] : 0);
  return now - endedAt < lingerMs && firedAt < latest;
}

/** Null for what has not ended, or never fired. */
function endOfFiring(alert: Alert | null): EpochMs | null {
  return alert === null || alert.firedAt === null ? null : alert.resolvedAt;
}

function leads(other: AlertRecord, record: AlertRecord): boolean {
  if (other === record || other.alert === null || !RANK.has(other.subject.rule)) return false;
  const order = orderOf(other.alert, other) - orderOf(record.alert!, record);
  return order > 0 || (order === 0 && RANK.get(other.subject.rule)! < RANK.get(record.subject.rule)!);
}

function orderOf({ severity }: Alert, record: AlertRecord): number {
  const isFailing = RANK.get(record.subject.rule)! < FAILING.length;
  return SEVERITY_RANK[severity] * 4 + (isFailing ? 2 : 0) + (record.told.size > 0 ? 1 : 0);
}
