import type { EpochMs } from '../../clock/clock.ts';
import type { Alert, AlertSubject } from '../alert.ts';
import { fingerprintOf } from '../fingerprint.ts';
import type { SavedAlerts } from '../store/alert-store.ts';
import { AlertRecord } from './alert-record.ts';
import { resumeRecord, snapshotFrom } from './record-snapshot.ts';

const WORLD = '';

/** All records, by fingerprint and by target. */
export class AlertBook {
  readonly #records = new Map<string, AlertRecord>();
  readonly #byTarget = new Map<string, Set<AlertRecord>>();

  /** Those of which something is still to be said: open ones, and ended ones within their cool-down. */
  all(): IterableIterator<AlertRecord> {
    return this.#records.values();
  }

  get size(): number {
    return this.#records.size;
  }

  of(targetId: string | null): ReadonlySet<AlertRecord> {
    return this.#byTarget.get(targetId ?? WORLD) ?? NONE;
  }

  targetIds(): string[] {
    return [...this.#byTarget.keys()].filter((id) => id !== WORLD);
  }

  byAlertId(id: string): AlertRecord | undefined {
    for (const record of this.#records.values()) if (record.alert?.id === id) return record;
    return undefined;
  }

  find(targetId: string | null, rule: string, instance: string): AlertRecord | undefined {
    for (const record of this.of(targetId)) {
      if (record.subject.rule === rule && record.subject.instance === instance) return record;
    }
    return undefined;
  }

  open(subject: AlertSubject): AlertRecord {
    const { targetId, rule, instance } = subject;
    const known = this.find(targetId, rule, instance);
    if (known !== undefined) return known;
    const record = new AlertRecord(subject);
    this.#add(record);
    return record;
  }

  /** Lets go of what nothing depends on any more. */
  forget(now: EpochMs, afterMs: number): void {
    for (const record of this.#records.values()) {
      if (!isNeeded(record) && now - quietSince(record) >= afterMs) this.#remove(record);
    }
  }

  /** Takes up what was before a restart. */
  restore({ alerts, lifecycle }: SavedAlerts): void {
    const byFingerprint = newestLives(alerts);
    for (const saved of lifecycle) {
      const snapshot = snapshotFrom(saved);
      if (snapshot === null) continue;
      const record = this.open(snapshot.subject);
      const alert = byFingerprint.get(record.fingerprint) ?? null;
      resumeRecord(record, snapshot, alert?.id === snapshot.alertId ? alert : null);
    }
    for (const [fingerprint, alert] of byFingerprint) {
      const { rule, targetId, instance } = alert;
      const record = this.open({ rule, targetId, instance });
      if (fingerprint === fingerprintOf(alert) && record.alert === null) record.alert = alert;
    }
  }

  #remove(record: AlertRecord): void {
    const key = record.subject.targetId ?? WORLD;
    this.#records.delete(record.fingerprint);
    const siblings = this.#byTarget.get(key);
    siblings?.delete(record);
    if (siblings?.size === 0) this.#byTarget.delete(key);
  }

  #add(record: AlertRecord): void {
    this.#records.set(record.fingerprint, record);
    const key = record.subject.targetId ?? WORLD;
    const siblings = this.#byTarget.get(key);
    if (siblings === undefined) this.#byTarget.set(key, new Set([record]));
    else siblings.add(record);
  }
}

function isNeeded({ isDirty, isStale, isOpen, owesEnd }: AlertRecord): boolean {
  return isDirty || isStale || isOpen || owesEnd;
}

function quietSince({ alert, toldEndAt, firings }: AlertRecord): EpochMs {
  return Math.max(alert?.resolvedAt ?? 0, toldEndAt ?? 0, firings.at(-1) ?? 0);
}

function newestLives(alerts: readonly Alert[]): Map<string, Alert> {
  const newest = new Map<string, Alert>();
  for (const alert of alerts) {
    const other = newest.get(alert.fingerprint);
    if (other === undefined || other.updatedAt <= alert.updatedAt) newest.set(alert.fingerprint, alert);
  }
  return newest;
}

const NONE: ReadonlySet<AlertRecord> = new Set();
