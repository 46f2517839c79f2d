import type { EpochMs } from '../clock/clock.ts';
import type { IncidentImpact, PageStatus } from '../health/status-page.ts';

/** What of a page matters, and when it is read. */
export interface PageFilter {
  /** Ids or names; empty means the whole page. */
  readonly components: readonly string[];
  readonly regions: readonly string[];
  readonly now: EpochMs;
}

/** An incident as the page lists it; null where it does not say. */
export interface PageIncident {
  readonly id: string;
  readonly title: string;
  readonly impact: IncidentImpact;
  /** The page's own word, in lower case. */
  readonly phase: string;
  /** Null where that word is not known: then it neither opens an incident nor ends one. */
  readonly isOpen: boolean | null;
  readonly startedAt: EpochMs | null;
  readonly reportedAt: EpochMs | null;
  readonly updatedAt: EpochMs | null;
  readonly resolvedAt: EpochMs | null;
  readonly url: string | null;
  /** Names of what it affects. */
  readonly components: readonly string[];
}

export interface ComponentState {
  readonly name: string;
  readonly status: PageStatus;
}

/** What one answer of a page says of what matters. */
export interface PageReport {
  /** The worst of what the components and the open incidents say. */
  readonly status: PageStatus;
  /** What the components alone say; null where such a page states none. */
  readonly componentStatus: PageStatus | null;
  /** Components that do not work as they should. */
  readonly affected: readonly ComponentState[];
  readonly incidents: readonly PageIncident[];
  /** Whether the page has a list of incidents at all: one that is missing is not empty. */
  readonly isListStated: boolean;
  /** Components of the filter that the page does not have. */
  readonly missing: readonly string[];
}

const BY_BADNESS: readonly PageStatus[] = [
  'operational',
  'maintenance',
  'unknown',
  'degraded',
  'partial_outage',
  'major_outage',
];

const FIRST_BAD = BY_BADNESS.indexOf('degraded');

export function worstOf(statuses: readonly PageStatus[]): PageStatus {
  const worst = Math.max(...statuses.map((status) => BY_BADNESS.indexOf(status)));
  return BY_BADNESS[worst] ?? 'unknown';
}

/** Whether a status says that something does not work; maintenance and what is unknown do not. */
export function isImpaired(status: PageStatus): boolean {
  return BY_BADNESS.indexOf(status) >= FIRST_BAD;
}

const BY_IMPACT: Readonly<Record<IncidentImpact, PageStatus>> = {
  maintenance: 'maintenance',
  // What is open is trouble, however small its author thinks it is.
  none: 'degraded',
  unknown: 'degraded',
  minor: 'degraded',
  major: 'partial_outage',
  critical: 'major_outage',
};

export function statusOfImpact(impact: IncidentImpact): PageStatus {
  return BY_IMPACT[impact];
}

/**
 * A page may say that all is well while an incident is open, and the reverse, so both count. Without components an empty
 * list says nothing.
 */
export function statusOf(componentStatus: PageStatus | null, incidents: readonly PageIncident[]): PageStatus {
  const open = incidents.filter(({ isOpen }) => isOpen === true).map(({ impact }) => statusOfImpact(impact));
  if (componentStatus !== null) return worstOf([componentStatus, ...open]);
  if (open.length > 0) return worstOf(open);
  return incidents.length > 0 ? 'operational' : 'unknown';
}
