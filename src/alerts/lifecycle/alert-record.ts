import type { EpochMs } from '../../clock/clock.ts';
import type { AlertSeverity } from '../../settings/alert-settings.ts';
import type { Alert, AlertSubject, Suppression } from '../alert.ts';
import { fingerprintOf } from '../fingerprint.ts';

/** What one channel was told last of one alert, which is firing as far as it knows. */
export interface Told {
  /** The group that its messages went by; its end goes by the same. */
  readonly groupKey: string;
  readonly severity: AlertSeverity;
  /** First and last time. */
  readonly at: EpochMs;
  readonly lastAt: EpochMs;
  readonly isAcknowledged: boolean;
}

/** All that is known of one fingerprint: its newest life, who was told of it, and what must be remembered after it. */
export class AlertRecord {
  readonly fingerprint: string;
  readonly subject: AlertSubject;
  /** Id of the provider whose alert it is, or of whose model. */
  readonly providerId: string | null;
  /** The newest life; null before the first and once it is forgotten. */
  alert: Alert | null = null;
  forMs = 0;
  keepFiringForMs = 0;
  /** When its condition was gone, while it is kept firing; null while it holds. */
  clearedAt: EpochMs | null = null;
  /** Channels by id that believe it is firing. */
  readonly told = new Map<string, Told>();
  /** It went on after its end, of which not everybody had been told. */
  isRevived = false;
  /** A channel was told of its newest end, and others may still believe that it is firing. */
  isEndHeard = false;
  /** When it fired of late, which is how often it comes and goes. */
  firings: readonly EpochMs[] = [];
  isFlapping = false;
  /** When the last life ended that somebody was told of; null where there was none. */
  toldEndAt: EpochMs | null = null;
  /** Since when nothing holds its first message back but the wait of its group; null while something does. */
  tellableSince: EpochMs | null = null;
  /** Whether something held it back before, so that it comes late. */
  wasSuppressed = false;
  /** Why nobody is told of it now, at the last look. */
  base: readonly Suppression[] = [];
  /** Why a channel was not told at the last look, beside what holds for all. */
  held: readonly Suppression[] = [];
  /** Must be written at once, or with the next thing that is. */
  isDirty = false;
  isStale = false;

  constructor(subject: AlertSubject) {
    this.subject = subject;
    this.fingerprint = fingerprintOf(subject);
    this.providerId = subject.targetId === null ? null : (subject.targetId.split('/', 1)[0] ?? null);
  }

  get isOpen(): boolean {
    return this.alert !== null && this.alert.state !== 'resolved';
  }

  get isFiring(): boolean {
    return this.alert?.state === 'firing';
  }

  /** Somebody believes it is firing, and it is not. */
  get owesEnd(): boolean {
    return this.alert?.state === 'resolved' && this.told.size > 0;
  }

  /** Changes the alert; what only its words say is written with what comes next. */
  amend(change: Partial<Alert>, isUrgent = true): void {
    if (this.alert === null) return;
    this.alert = { ...this.alert, ...change };
    if (isUrgent) this.isDirty = true;
    else this.isStale = true;
  }
}
