import type { EpochMs } from '../../clock/clock.ts';
import type { AlertRouteSettings, DigestSettings, RouteMatch } from '../../settings/alert-settings.ts';
import type { Alert } from '../alert.ts';
import { hashOf } from '../fingerprint.ts';
import { LocalWindowClock, type Occurrence, occurrenceAt } from '../suppression/local-windows.ts';

/** A route of the settings, ready to be asked. */
export class Route {
  readonly settings: AlertRouteSettings;
  /** What it takes, to whom it goes and how it groups; its timing may change without it becoming another one. */
  readonly key: string;
  readonly #quiet: LocalWindowClock | null;

  constructor(settings: AlertRouteSettings) {
    this.settings = settings;
    const { match, channels, groupBy, quietHours } = settings;
    this.key = hashOf([match, channels, groupBy]);
    this.#quiet =
      quietHours === null
        ? null
        : new LocalWindowClock({
            weekdays: quietHours.weekdays,
            startsAt: quietHours.from,
            ends: { at: quietHours.to },
            timeZone: quietHours.timeZone,
          });
  }

  takes(alert: Alert): boolean {
    return isMatch(this.settings.match, alert);
  }

  /** The quiet hours that last now. */
  quietAt(now: EpochMs): Occurrence | null {
    return this.#quiet?.openAt(now) ?? null;
  }

  /** Whether it is collected rather than told. */
  collects(alert: Alert): boolean {
    return this.settings.digest?.severity.includes(alert.severity) === true;
  }

  /** Of alerts that belong together, stable while any of them is open. */
  groupKeyOf(alert: Alert): string {
    if (this.collects(alert)) return `grp_${hashOf([this.key, 'digest']).slice(0, 32)}`;
    const labels = this.settings.groupBy.map((label) => {
      switch (label) {
        case 'rule':
          return alert.rule;
        case 'target':
          return alert.targetId;
        case 'provider':
          return alert.targetId?.split('/', 1)[0] ?? null;
        case 'severity':
          return alert.severity;
        case 'blame':
          return alert.blame;
      }
    });
    return `grp_${hashOf([this.key, labels]).slice(0, 32)}`;
  }
}

function isMatch({ severity, target, rule, tags }: RouteMatch, alert: Alert): boolean {
  const isTarget = target.length === 0 || (alert.targetId !== null && target.includes(alert.targetId));
  return (
    isTarget &&
    (severity.length === 0 || severity.includes(alert.severity)) &&
    (rule.length === 0 || rule.includes(alert.rule)) &&
    (tags.length === 0 || alert.tags.some((tag) => tags.includes(tag)))
  );
}

const DAY_MS = 86_400_000;

/** When news of that moment are told by a digest: with the next one after it. */
export function digestTime({ at, everyMs, timeZone }: DigestSettings, newsAt: EpochMs): EpochMs {
  if (everyMs !== null) return newsAt + everyMs;
  const daily = { weekdays: [], startsAt: at ?? '00:00', ends: { afterMs: 1 }, timeZone };
  return occurrenceAt(daily, newsAt)?.from ?? newsAt + DAY_MS;
}

/** One channel that is to be told of an alert, by the first route that names it. */
export interface Claim {
  readonly channelId: string;
  readonly route: Route;
  readonly groupKey: string;
  /** Milliseconds after the first message from which it is told too; null is told with the first. */
  readonly afterMs: number | null;
}

/** Every route that takes the alert counts; a channel is told once. */
export function claimsOf(alert: Alert, routes: readonly Route[]): Claim[] {
  const taking = routes.filter((route) => route.takes(alert));
  const claims = new Map<string, Claim>();
  for (const claim of [
    ...taking.flatMap((route) => ownClaims(alert, route)),
    ...taking.flatMap((route) => laterClaims(alert, route)),
  ]) {
    if (!claims.has(claim.channelId)) claims.set(claim.channelId, claim);
  }
  return [...claims.values()];
}

function ownClaims(alert: Alert, route: Route): Claim[] {
  const groupKey = route.groupKeyOf(alert);
  return route.settings.channels.map((channelId) => ({ channelId, route, groupKey, afterMs: null }));
}

function laterClaims(alert: Alert, route: Route): Claim[] {
  const groupKey = route.groupKeyOf(alert);
  return route.settings.escalation.flatMap(({ afterMs, channels }) =>
    channels.map((channelId) => ({ channelId, route, groupKey, afterMs })),
  );
}
