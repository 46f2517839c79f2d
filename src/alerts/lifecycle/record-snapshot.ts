import { z } from 'zod';
import type { Alert } from '../alert.ts';
import type { SavedLifecycle } from '../store/alert-store.ts';
import type { AlertRecord } from './alert-record.ts';

const PREFIX = 'alert:';

const told = z.object({
  groupKey: z.string(),
  severity: z.enum(['info', 'warning', 'critical']),
  at: z.number(),
  lastAt: z.number(),
  isAcknowledged: z.boolean(),
});

const snapshotSchema = z.object({
  subject: z.object({ rule: z.string(), targetId: z.string().nullable(), instance: z.string() }),
  alertId: z.string().nullable(),
  /**
   * The whole of an alert whose end is still to be told, which the store may keep from us, or that went on after its
   * end, which the store may not believe.
   */
  kept: z.unknown().nullable(),
  isRevived: z.boolean(),
  /** Not in what earlier versions wrote. */
  isEndHeard: z.boolean().default(false),
  forMs: z.number(),
  keepFiringForMs: z.number(),
  clearedAt: z.number().nullable(),
  told: z.record(z.string(), told),
  firings: z.array(z.number()),
  isFlapping: z.boolean(),
  toldEndAt: z.number().nullable(),
  wasSuppressed: z.boolean(),
});

export type RecordSnapshot = z.output<typeof snapshotSchema>;

export function snapshotOf(record: AlertRecord): SavedLifecycle {
  const { subject, alert, forMs, keepFiringForMs, clearedAt, firings, isFlapping, toldEndAt, wasSuppressed } =
    record;
  const snapshot: RecordSnapshot = {
    subject,
    alertId: alert?.id ?? null,
    kept: record.owesEnd || record.isRevived ? alert : null,
    isRevived: record.isRevived,
    isEndHeard: record.isEndHeard,
    forMs,
    keepFiringForMs,
    clearedAt,
    told: Object.fromEntries(record.told),
    firings: [...firings],
    isFlapping,
    toldEndAt,
    wasSuppressed,
  };
  return { key: PREFIX + record.fingerprint, value: JSON.stringify(snapshot) };
}

/** Null for what is no such entry. */
export function snapshotFrom({ key, value }: SavedLifecycle): RecordSnapshot | null {
  return key.startsWith(PREFIX) ? snapshotSchema.parse(JSON.parse(value)) : null;
}

/** Takes up what was saved; `alert` is the newest life as the store has it. */
export function resumeRecord(record: AlertRecord, snapshot: RecordSnapshot, alert: Alert | null): void {
  const { forMs, keepFiringForMs, clearedAt, firings, isFlapping, toldEndAt, wasSuppressed } = snapshot;
  record.alert = (snapshot.kept as Alert | null) ?? alert;
  record.isRevived = snapshot.isRevived;
  record.isEndHeard = snapshot.isEndHeard;
  Object.assign(record, { forMs, keepFiringForMs, clearedAt, firings, isFlapping, toldEndAt, wasSuppressed });
  for (const [channelId, each] of Object.entries(snapshot.told)) record.told.set(channelId, each);
}
