import type { EpochMs, MonotonicMs } from '../clock/clock.ts';
import type { IncidentEnd, PageStatus, ProviderIncident } from '../health/status-page.ts';
import { ComponentMemory } from './component-memory.ts';
import type { OutageLog } from './outage-log.ts';
import { isImpaired, type PageIncident, type PageReport, statusOfImpact, worstOf } from './page-report.ts';

export interface Moment {
  readonly at: EpochMs;
  readonly atMs: MonotonicMs;
}

export interface IncidentChange {
  readonly kind: 'opened' | 'updated' | 'resolved';
  readonly incident: ProviderIncident;
}

interface Held {
  incident: ProviderIncident;
  listedAtMs: MonotonicMs;
}

/** How long something bad is believed that the page neither repeats nor takes back. */
export const HELD_FOR_MS = 24 * 3_600_000;
/** chosen: a page with more open incidents than this has lost count itself. */
const MOST_OPEN = 50;

/**
 * What one provider's page reports, over time. Only good news ends what bad news began: `resolved` or `operational`,
 * never a list that came back empty.
 */
export class IncidentLedger {
  readonly #source: string;
  readonly #outages: OutageLog;
  readonly #watchedSince: EpochMs;
  readonly #open = new Map<string, Held>();
  /** Ids of those that ended of late, so that a list of the past does not tell of them twice. */
  readonly #passed = new Set<string>();
  readonly #components = new ComponentMemory(HELD_FOR_MS);
  #reported: PageStatus = 'unknown';

  constructor(source: string, outages: OutageLog, watchedSince: EpochMs) {
    this.#source = source;
    this.#outages = outages;
    this.#watchedSince = watchedSince;
  }

  get open(): readonly ProviderIncident[] {
    return [...this.#open.values()].map(({ incident }) => incident);
  }

  /** The worst of what the page says now and what it has not taken back. */
  get status(): PageStatus {
    const held = this.open.map(({ impact }) => statusOfImpact(impact));
    const impaired = this.#components.affected.map(({ status }) => status);
    return worstOf([this.#reported, ...held, ...impaired]);
  }

  /** What speaks against the provider, in one line; null when nothing does. */
  get condition(): string | null {
    return conditionOf(this.open) ?? this.#components.condition;
  }

  /** Takes up incidents from before a restart, those of another page left out. */
  resume(incidents: readonly ProviderIncident[], atMs: MonotonicMs): void {
    for (const incident of incidents.toReversed()) {
      if (incident.source !== this.#source) continue;
      if (incident.resolvedAt === null) this.#open.set(incident.id, { incident, listedAtMs: atMs });
      else this.#remember(incident.id);
    }
  }

  /** Takes in what the page says now. */
  take(report: PageReport, moment: Moment): readonly IncidentChange[] {
    this.#components.take(report, moment.atMs);
    const listed = new Map(report.incidents.map((incident) => [incident.id, incident]));
    const changes = report.incidents.flatMap((incident) => this.#takeIncident(incident, moment));
    const unlisted = [...this.#open.keys()].filter((id) => (listed.get(id)?.isOpen ?? null) === null);
    // The incidents count by themselves, as long as they are held.
    this.#reported = report.componentStatus ?? (isImpaired(report.status) ? 'unknown' : report.status);
    return [...changes, ...unlisted.flatMap((id) => this.#missed(id, report, moment))];
  }

  /** Ends everything, because nobody can tell any more. */
  drop(endedBy: IncidentEnd, { at }: Moment): readonly IncidentChange[] {
    this.#reported = 'unknown';
    this.#components.forget();
    return [...this.#open.keys()].map((id) => this.#end(id, endedBy, { resolvedAt: at }));
  }

  /** We have just seen an outage: open incidents may be about it. */
  match(): readonly IncidentChange[] {
    return [...this.#open.values()].flatMap((held) => {
      const matched = this.#matched(held.incident);
      if (matched === held.incident) return [];
      held.incident = matched;
      return [{ kind: 'updated' as const, incident: matched }];
    });
  }

  #takeIncident(listed: PageIncident, moment: Moment): IncidentChange[] {
    const held = this.#open.get(listed.id);
    if (listed.isOpen === null) return [];
    if (held === undefined)
      return listed.isOpen ? this.#begin(listed, moment) : this.#passedUnseen(listed, moment);
    if (!listed.isOpen) {
      const endedBy = listed.phase === 'stale' ? 'expired' : 'resolved';
      const resolvedAt = listed.resolvedAt ?? moment.at;
      return [
        this.#end(listed.id, endedBy, { phase: listed.phase, resolvedAt, updatedAt: listed.updatedAt }),
      ];
    }
    held.listedAtMs = moment.atMs;
    const { title, impact, phase, updatedAt, url, components } = listed;
    const incident = this.#matched({ ...held.incident, title, impact, phase, updatedAt, url, components });
    if (isSame(incident, held.incident)) return [];
    held.incident = incident;
    return [{ kind: 'updated', incident }];
  }

  #begin(listed: PageIncident, { at, atMs }: Moment): IncidentChange[] {
    if (this.#open.size >= MOST_OPEN) return [];
    const incident = this.#matched(this.#incidentOf(listed, at));
    this.#open.set(incident.id, { incident, listedAtMs: atMs });
    return [{ kind: 'opened', incident }];
  }

  /** Began and ended between two looks; what was over before we looked first is history. */
  #passedUnseen(listed: PageIncident, { at }: Moment): IncidentChange[] {
    const { startedAt, resolvedAt, components } = listed;
    const isNews = startedAt !== null && startedAt >= this.#watchedSince && resolvedAt !== null;
    const isOurs = components.length > 0;
    if (!isNews || !isOurs || this.#passed.has(listed.id)) return [];
    this.#remember(listed.id);
    const incident = this.#matched({ ...this.#incidentOf(listed, at), resolvedAt, endedBy: 'resolved' });
    return [
      { kind: 'opened', incident },
      { kind: 'resolved', incident },
    ];
  }

  #remember(id: string): void {
    this.#passed.add(id);
    const [oldest] = this.#passed;
    if (this.#passed.size > MOST_OPEN && oldest !== undefined) this.#passed.delete(oldest);
  }

  /** Not on the list, or there with a word that nobody knows. */
  #missed(id: string, report: PageReport, { at, atMs }: Moment): IncidentChange[] {
    const isWell = report.componentStatus === 'operational' || report.componentStatus === 'maintenance';
    const isGone = report.isListStated && !report.incidents.some((each) => each.id === id);
    if (isWell && isGone) return [this.#end(id, 'operational', { resolvedAt: at })];
    const isOld = atMs - this.#open.get(id)!.listedAtMs >= HELD_FOR_MS;
    return isOld ? [this.#end(id, 'expired', { resolvedAt: at })] : [];
  }

  #end(id: string, endedBy: IncidentEnd, last: Partial<ProviderIncident>): IncidentChange {
    const { incident } = this.#open.get(id)!;
    this.#open.delete(id);
    this.#remember(id);
    return { kind: 'resolved', incident: this.#matched({ ...incident, ...last, endedBy }) };
  }

  #incidentOf(listed: PageIncident, at: EpochMs): ProviderIncident {
    const { isOpen: _isOpen, resolvedAt: _resolvedAt, ...told } = listed;
    const reportedAt = listed.reportedAt ?? at;
    return {
      ...told,
      source: this.#source,
      startedAt: listed.startedAt ?? reportedAt,
      reportedAt,
      firstSeenAt: at,
      resolvedAt: null,
      endedBy: null,
      detectedAt: null,
      leadMs: null,
    };
  }

  /** Maintenance that was announced is no outage that anybody had to detect. */
  #matched(incident: ProviderIncident): ProviderIncident {
    const { detectedAt: known, impact, startedAt, resolvedAt, reportedAt } = incident;
    if (known !== null || impact === 'maintenance') return incident;
    const detectedAt = this.#outages.detectedWithin(startedAt, resolvedAt);
    return detectedAt === null ? incident : { ...incident, detectedAt, leadMs: reportedAt - detectedAt };
  }
}

/** The worst of what lasts, in one line; null when nothing does. Maintenance speaks against nobody. */
export function conditionOf(open: readonly ProviderIncident[]): string | null {
  const incidents = open.filter(({ impact }) => impact !== 'maintenance');
  const worst = worstOf(incidents.map(({ impact }) => statusOfImpact(impact)));
  return incidents.findLast(({ impact }) => statusOfImpact(impact) === worst)?.title ?? null;
}

const SHOWN = ['title', 'impact', 'phase', 'updatedAt', 'url', 'detectedAt'] as const;

function isSame(a: ProviderIncident, b: ProviderIncident): boolean {
  return SHOWN.every((key) => a[key] === b[key]) && a.components.join('\n') === b.components.join('\n');
}
