import type { EpochMs } from '../clock/clock.ts';

/** What a provider's own page says of itself, from good to bad; `unknown` where it says nothing that we understand. */
export type PageStatus =
  'operational' | 'maintenance' | 'unknown' | 'degraded' | 'partial_outage' | 'major_outage';

export type IncidentImpact = 'none' | 'minor' | 'major' | 'critical' | 'maintenance' | 'unknown';

/**
 * Why an incident counts as over: the page said so; the page lists it no more and says that all is well; nothing was
 * heard of it for a day; its page could not be read for hours; the page is watched no more.
 */
export type IncidentEnd = 'resolved' | 'operational' | 'expired' | 'source_dead' | 'not_watched';

/** An incident that a provider reports, and when we knew. */
export interface ProviderIncident {
  /** The page's own. */
  readonly id: string;
  /** Address of the page, without query. */
  readonly source: string;
  readonly title: string;
  readonly impact: IncidentImpact;
  /** The page's own word for how far it got, in lower case. */
  readonly phase: string;
  readonly components: readonly string[];
  readonly url: string | null;
  /** When it began, by the page; when we first read of it where the page does not say. */
  readonly startedAt: EpochMs;
  /** When the provider said so, by the page; when we first read of it where the page does not say. */
  readonly reportedAt: EpochMs;
  readonly updatedAt: EpochMs | null;
  readonly firstSeenAt: EpochMs;
  /** Null while it lasts. */
  readonly resolvedAt: EpochMs | null;
  readonly endedBy: IncidentEnd | null;
  /** When we saw the outage that it belongs to; null while we saw none. */
  readonly detectedAt: EpochMs | null;
  /** `reportedAt` less `detectedAt`, milliseconds: positive when we were first. */
  readonly leadMs: number | null;
}

/** `failing` may pass; `dead` is an answer that says the page is not there. */
export type PageSourceState = 'pending' | 'ok' | 'failing' | 'dead';

/** What is known now of a provider's status page. */
export interface StatusPage {
  readonly source: string;
  readonly status: PageStatus;
  /** Those that last. */
  readonly incidents: readonly ProviderIncident[];
  /** When the page was last read; null before. */
  readonly checkedAt: EpochMs | null;
  readonly sourceState: PageSourceState;
  /** What is wrong with the source, or with what is looked for in it. */
  readonly sourceDetail: string | null;
}
