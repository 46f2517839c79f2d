import type { EpochMs } from '../clock/clock.ts';
import type { Status } from '../health/status.ts';
import type { Blame } from '../observations/failure-kind.ts';
import type { AlertSeverity } from '../settings/alert-settings.ts';

/** `pending` holds a condition back for its `for`; one that ends while pending was never an alert. */
export type AlertState = 'pending' | 'firing' | 'resolved';

/** One thing that was seen, for people: a failed check with the provider's own id of the request. */
export interface AlertEvidence {
  readonly at: EpochMs;
  /** A sentence, free of secrets. */
  readonly message: string;
  /** Failure kind, reason code, or null for a plain statement. */
  readonly code: string | null;
  readonly httpStatus: number | null;
  readonly requestId: string | null;
}

/** Somebody has taken an alert on. */
export interface Acknowledgement {
  readonly by: string;
  readonly note: string | null;
  readonly at: EpochMs;
  /** Null holds until the alert ends. */
  readonly expiresAt: EpochMs | null;
  /** False ends it as soon as the alert changes (another severity or cause). */
  readonly isSticky: boolean;
}

/** Why somebody was not told, as a machine reads it. */
export type SuppressionCode =
  | 'silenced'
  | 'maintenance'
  | 'inhibited'
  | 'acknowledged'
  | 'flapping'
  | 'cool_down'
  | 'quiet_hours'
  | 'rate_limited'
  | 'digest'
  | 'no_route'
  | 'group_wait'
  | 'pending'
  | 'keep_firing'
  | 'never_fired';

/** Why nobody was told. */
export interface Suppression {
  readonly code: SuppressionCode;
  /** A sentence: `inhibited by openai unhealthy`. */
  readonly message: string;
  /** Id of the silence, or of the alert that inhibits; null where there is none. */
  readonly by: string | null;
  /** When it ends; null when that depends on something else. */
  readonly until: EpochMs | null;
}

/** What an alert is about and says. Its fingerprint holds nothing that changes while it lasts. */
export interface AlertSubject {
  /** `target_unhealthy`, `egress_down`, …: the name of its rule. */
  readonly rule: string;
  /** Id of the target; null for what concerns the whole or this process. */
  readonly targetId: string | null;
  /** Tells apart what one rule finds of one target (`history_store`, a model, a host check); empty where there is one. */
  readonly instance: string;
}

/** One life of a condition: from its first sight to its end. Another one of the same fingerprint has another id. */
export interface Alert extends AlertSubject {
  /** Unique over restarts, letters, digits, `_` and `-`. */
  readonly id: string;
  /** Rule, target and instance, hashed; at most one alert of it is open at a time. */
  readonly fingerprint: string;
  readonly state: AlertState;
  readonly severity: AlertSeverity;
  /** What people read first: `OpenAI is unhealthy`; begins with the fault of an account. */
  readonly title: string;
  /** The cause in a sentence or two. */
  readonly summary: string;
  readonly blame: Blame | null;
  /** The target's status when last looked at. */
  readonly status: Status | null;
  readonly tags: readonly string[];
  /** When the condition began. */
  readonly since: EpochMs;
  /** Null while pending. */
  readonly firedAt: EpochMs | null;
  readonly resolvedAt: EpochMs | null;
  /** When anything of it changed last. */
  readonly updatedAt: EpochMs;
  readonly evidence: readonly AlertEvidence[];
  readonly acknowledged: Acknowledgement | null;
  /** In force now; the first is the one that decides. */
  readonly suppressions: readonly Suppression[];
}
