import type { AlertChannelSettings } from './channels/channels.schema.ts';

export type AlertSeverity = 'info' | 'warning' | 'critical';

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
