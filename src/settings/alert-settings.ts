import type { Secret } from './secret.ts';

export type AlertSeverity = 'info' | 'warning' | 'critical';

/** Kinds whose settings are passed on as they stand; each channel checks its own. */
export type OptionChannelKind =
  'slack' | 'pagerduty' | 'opsgenie' | 'alertmanager' | 'discord' | 'teams' | 'email';

export type ChannelOption =
  string | number | boolean | readonly (string | number | boolean)[] | Secret | null;

/** Writes to our own log. The channel `log` always exists. */
export interface LogChannelSettings {
  readonly id: string;
  readonly kind: 'log';
  readonly enabled: boolean;
}

export interface WebhookChannelSettings {
  readonly id: string;
  readonly kind: 'webhook';
  /** False also while there is no URL. */
  readonly enabled: boolean;
  /** A secret, since whoever knows a webhook's URL can post to it. */
  readonly url: Secret | null;
  /** Signs the body (Standard Webhooks); null sends it unsigned. */
  readonly secret: Secret | null;
  readonly headers: Readonly<Record<string, string>>;
}

export interface OptionChannelSettings {
  readonly id: string;
  readonly kind: OptionChannelKind;
  readonly enabled: boolean;
  /** Keys as in the file (snake_case); URLs, keys, tokens and passwords are `Secret`, empty ones null. */
  readonly options: Readonly<Record<string, ChannelOption>>;
}

export type AlertChannelSettings = LogChannelSettings | WebhookChannelSettings | OptionChannelSettings;

/** Which alerts a route takes; an empty list takes all. */
export interface RouteMatch {
  readonly severity: readonly AlertSeverity[];
  readonly target: readonly string[];
  readonly rule: readonly string[];
  readonly tags: readonly string[];
}

export interface AlertRouteSettings {
  readonly match: RouteMatch;
  /** Ids of channels, each of which exists. */
  readonly channels: readonly string[];
}

export interface AlertSettings {
  readonly channels: readonly AlertChannelSettings[];
  readonly routes: readonly AlertRouteSettings[];
}
