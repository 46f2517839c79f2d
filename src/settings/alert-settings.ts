import type { AlertRulesSettings } from './alert-rules.ts';
import type { AlertChannelSettings } from './channels/channels.schema.ts';

/** How much an alert matters. */
export type AlertSeverity = 'info' | 'warning' | 'critical';

/** Which alerts a route takes; an empty list takes all. */
export interface RouteMatch {
  readonly severity: readonly AlertSeverity[];
  readonly target: readonly string[];
  readonly rule: readonly string[];
  readonly tags: readonly string[];
}

/** What alerts of a group have in common. */
export type GroupLabel = 'rule' | 'target' | 'provider' | 'severity' | 'blame';

export interface EscalationStep {
  /** After the first message, milliseconds, while nobody has acknowledged. */
  readonly afterMs: number;
  readonly channels: readonly string[];
}

/** Exactly one of `at` and `everyMs`. */
export interface DigestSettings {
  /** What is collected [info]. */
  readonly severity: readonly AlertSeverity[];
  /** `HH:MM` of every day in that time zone; null where it goes by the interval. */
  readonly at: string | null;
  readonly timeZone: string;
  /** Milliseconds. */
  readonly everyMs: number | null;
}

/** Hours of a local clock in which only critical alerts are told. */
export interface QuietHours {
  /** `HH:MM`. */
  readonly from: string;
  /** `HH:MM`; at or before `from` means the day after. */
  readonly to: string;
  readonly timeZone: string;
  /** On which they begin, 1 Monday to 7 Sunday; empty means every day. */
  readonly weekdays: readonly number[];
}

export interface AlertRouteSettings {
  readonly match: RouteMatch;
  /** Ids of channels, each of which exists. */
  readonly channels: readonly string[];
  /** Alerts with the same of these share a message [provider]. */
  readonly groupBy: readonly GroupLabel[];
  /** How long a first message waits for others, milliseconds [10000]; critical ones do not wait. */
  readonly groupWaitMs: number;
  /** Least time between two messages of a group, milliseconds [300000]; critical ones do not wait. */
  readonly groupIntervalMs: number;
  /** After so long a firing alert is told again, milliseconds [14400000]. */
  readonly repeatIntervalMs: number;
  readonly escalation: readonly EscalationStep[];
  readonly digest: DigestSettings | null;
  readonly quietHours: QuietHours | null;
}

/** At most so many messages within a window of so many milliseconds; critical ones pass. */
export interface RateLimitSettings {
  readonly messages: number;
  readonly windowMs: number;
}

/** Who is told, and by what way. */
export interface AlertSettings {
  readonly channels: readonly AlertChannelSettings[];
  readonly routes: readonly AlertRouteSettings[];
  readonly rules: AlertRulesSettings;
  /** After an alert ended, so long nobody is told of the same again, milliseconds [300000]. */
  readonly coolDownMs: number;
  /** Days that ended alerts and their messages are kept [90]. */
  readonly retentionDays: number;
  /** Of a channel without one of its own. */
  readonly rateLimit: RateLimitSettings;
  /** By id of the channel. */
  readonly rateLimits: Readonly<Record<string, RateLimitSettings>>;
}
