import type { EpochMs } from '../../clock/clock.ts';
import type { Status } from '../../health/status.ts';
import type { Acknowledgement, Alert, AlertEvidence } from '../alert.ts';
import { alertIdOf } from '../fingerprint.ts';
import type { Finding } from '../rules/finding.ts';
import type { AlertRecord } from './alert-record.ts';

/** What a finding brings along that its rule need not know. */
export interface Sighting {
  readonly finding: Finding;
  readonly status: Status | null;
  readonly tags: readonly string[];
  readonly evidence: readonly AlertEvidence[];
  readonly forMs: number;
  readonly keepFiringForMs: number;
}

export type Transition = 'began' | 'fired' | 'resolved' | 'ended_pending' | 'revived' | 'changed' | 'none';

/** chosen: more firings than that within an hour are told once, and its end only after a quarter of an hour of quiet. */
const FLAPPING_FIRINGS = 3;
const FLAPPING_WITHIN_MS = 3_600_000;
const FLAPPING_QUIET_MS = 900_000;
const FLAPPING_NOTE = ' It keeps coming and going, and is told as over only after 15 minutes of quiet.';

/** The condition holds. */
export function see(record: AlertRecord, sighting: Sighting, now: EpochMs): Transition {
  record.forMs = sighting.forMs;
  record.keepFiringForMs = sighting.keepFiringForMs;
  const { alert } = record;
  if (alert === null || (alert.state === 'resolved' && record.told.size === 0)) {
    return begin(record, sighting, now);
  }
  if (record.clearedAt !== null) {
    record.clearedAt = null;
    record.isDirty = true;
  }
  const change = refresh(record, alert, sighting);
  if (alert.state === 'resolved') {
    return revive(record, alert, now);
  }
  if (alert.state === 'pending') return ripen(record, now);
  return change;
}

/** The condition does not hold. */
export function miss(record: AlertRecord, now: EpochMs): Transition {
  const { alert } = record;
  if (alert === null || alert.state === 'resolved') return 'none';
  if (alert.state === 'pending') return endPending(record, alert, now);
  if (record.clearedAt === null) {
    record.clearedAt = now;
    record.isDirty = true;
  }
  return now < keptUntil(record)! ? 'none' : resolve(record, now);
}

/** How long it is kept firing though its condition is gone; null while it holds. */
export function keptUntil({ clearedAt, isFlapping, keepFiringForMs }: AlertRecord): EpochMs | null {
  if (clearedAt === null) return null;
  return clearedAt + (isFlapping ? Math.max(keepFiringForMs, FLAPPING_QUIET_MS) : keepFiringForMs);
}

/** Ends it whatever its condition: nobody watches its target any more. */
export function close(record: AlertRecord, why: string, now: EpochMs): Transition {
  const { alert } = record;
  if (alert === null || alert.state === 'resolved') return 'none';
  record.amend({ summary: why });
  return alert.state === 'pending' ? endPending(record, record.alert!, now) : resolve(record, now);
}

/** Time alone: an acknowledgement that expires. */
export function expireAcknowledgement(record: AlertRecord, now: EpochMs): boolean {
  const expiresAt = record.alert?.acknowledged?.expiresAt ?? null;
  if (expiresAt === null || now < expiresAt) return false;
  record.amend({ acknowledged: null, updatedAt: now });
  return true;
}

export function acknowledge(record: AlertRecord, acknowledged: Acknowledgement | null, now: EpochMs): void {
  record.amend({ acknowledged, updatedAt: now });
}

function begin(record: AlertRecord, { finding, status, tags, evidence }: Sighting, now: EpochMs): Transition {
  const { rule, targetId, instance } = record.subject;
  const { severity, title, summary, blame } = finding;
  const since = record.forMs === 0 ? Math.min(finding.since ?? now, now) : now;
  record.alert = {
    id: alertIdOf(record.fingerprint, now),
    fingerprint: record.fingerprint,
    rule,
    targetId,
    instance,
    state: 'pending',
    severity,
    title,
    summary,
    blame,
    status,
    tags,
    since,
    firedAt: null,
    resolvedAt: null,
    updatedAt: now,
    evidence,
    acknowledged: null,
    suppressions: [],
  };
  record.clearedAt = null;
  record.isFlapping = false;
  record.isRevived = false;
  record.isEndHeard = false;
  record.wasSuppressed = false;
  record.tellableSince = null;
  record.isDirty = true;
  const ripened = ripen(record, now);
  return ripened === 'none' ? 'began' : ripened;
}

function ripen(record: AlertRecord, now: EpochMs): Transition {
  return now - record.alert!.since < record.forMs ? 'none' : fire(record, now);
}

function fire(record: AlertRecord, now: EpochMs): Transition {
  record.firings = [...record.firings.filter((at) => now - at < FLAPPING_WITHIN_MS), now];
  record.isFlapping = record.firings.length > FLAPPING_FIRINGS;
  const summary = record.alert!.summary + (record.isFlapping ? FLAPPING_NOTE : '');
  record.amend({ state: 'firing', firedAt: now, updatedAt: now, summary });
  return 'fired';
}

/**
 * Somebody still believes that it is firing. Where nobody was told of its end, it went on as far as anybody knows;
 * where some were, it fires anew, for them after the cool-down.
 */
function revive(record: AlertRecord, { acknowledged }: Alert, now: EpochMs): Transition {
  record.amend({ state: 'firing', resolvedAt: null, updatedAt: now });
  record.isRevived = true;
  if (!record.isEndHeard) return 'revived';
  if (acknowledged?.isSticky === false) record.amend({ acknowledged: null });
  record.tellableSince = null;
  return fire(record, now);
}

/** The words follow what is seen; another severity or cause is a change that people are told of. */
function refresh(
  record: AlertRecord,
  alert: Alert,
  { finding, status, tags, evidence }: Sighting,
): Transition {
  const { severity, title, blame } = finding;
  const summary = finding.summary + (record.isFlapping ? FLAPPING_NOTE : '');
  const next = { severity, title, summary, blame, status, tags, evidence };
  const isOther = !isSameCause(next, alert);
  if (!isOther && summary === alert.summary && status === alert.status && isSameEvidence(evidence, alert)) {
    return 'none';
  }
  record.amend(next, isOther);
  if (!isOther) return 'none';
  if (alert.acknowledged?.isSticky === false) record.amend({ acknowledged: null });
  return 'changed';
}

type Cause = Pick<Alert, 'severity' | 'title' | 'blame'>;

function isSameCause(a: Cause, b: Cause): boolean {
  return a.severity === b.severity && a.title === b.title && a.blame === b.blame;
}

function isSameEvidence(evidence: readonly AlertEvidence[], alert: Alert): boolean {
  return evidence.length === alert.evidence.length && evidence[0]?.at === alert.evidence[0]?.at;
}

function endPending(record: AlertRecord, alert: Alert, now: EpochMs): Transition {
  const lastedS = Math.round((now - alert.since) / 1000);
  const message = `ended after ${lastedS} s, before it had lasted for ${record.forMs / 1000} s`;
  const suppressions = [{ code: 'never_fired' as const, message, by: null, until: null }];
  record.amend({ state: 'resolved', resolvedAt: now, updatedAt: now, suppressions });
  record.clearedAt = null;
  return 'ended_pending';
}

function resolve(record: AlertRecord, now: EpochMs): Transition {
  record.amend({ state: 'resolved', resolvedAt: now, updatedAt: now });
  record.clearedAt = null;
  if (record.told.size > 0) record.toldEndAt = now;
  record.isEndHeard = false;
  return 'resolved';
}
