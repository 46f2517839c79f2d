import { z } from 'zod';
import type { IncidentImpact, PageStatus } from '../../health/status-page.ts';
import { type PageFilter, type PageIncident, statusOf, worstOf } from '../page-report.ts';
import {
  checkedJson,
  type PageDocument,
  type PageDocuments,
  type PageReading,
  StatusPageReader,
} from '../status-page-reader.ts';
import { ComponentList, type ListedComponent } from './component-list.ts';
import { epochOf, linkOf, meaningOf, titleOf, wordOf } from './page-text.ts';

const word = z.string().nullish();

const affectedSchema = z.object({ id: word, code: word, name: word });

const incidentSchema = z.object({
  id: z.string(),
  name: z.string(),
  status: word,
  impact: word,
  created_at: word,
  started_at: word,
  updated_at: word,
  resolved_at: word,
  shortlink: word,
  components: z.array(affectedSchema).nullish(),
  incident_updates: z.array(z.object({ affected_components: z.array(affectedSchema).nullish() })).nullish(),
});

const componentSchema = z.object({
  id: z.string(),
  name: z.string(),
  status: word,
  group: z.boolean().nullish(),
  group_id: word,
});

const summarySchema = z
  .object({
    page: z.object({ id: word, name: word, url: word }).nullish(),
    status: z.object({ indicator: word }).nullish(),
    components: z.array(componentSchema).nullish(),
    incidents: z.array(incidentSchema).nullish(),
    scheduled_maintenances: z.array(incidentSchema).nullish(),
  })
  .refine(({ status, components, incidents }) => status ?? components ?? incidents);

const listSchema = z.object({ incidents: z.array(incidentSchema) });

type Summary = z.output<typeof summarySchema>;
type Listed = z.output<typeof incidentSchema>;

const BY_INDICATOR: Readonly<Record<string, PageStatus>> = {
  none: 'operational',
  maintenance: 'maintenance',
  minor: 'degraded',
  major: 'partial_outage',
  critical: 'major_outage',
};

const BY_COMPONENT: Readonly<Record<string, PageStatus>> = {
  operational: 'operational',
  under_maintenance: 'maintenance',
  degraded_performance: 'degraded',
  partial_outage: 'partial_outage',
  // incident.io
  full_outage: 'major_outage',
  major_outage: 'major_outage',
};

const IMPACTS = new Set<string>(['none', 'minor', 'major', 'critical', 'maintenance']);
const OPEN = new Set(['investigating', 'identified', 'monitoring', 'in_progress', 'verifying']);
const OVER = new Set(['resolved', 'postmortem', 'completed', 'canceled', 'cancelled']);

/** Atlassian Statuspage (v2), and incident.io, which speaks like it and leaves things out. */
export class StatuspageReader extends StatusPageReader {
  readonly kind = 'statuspage';

  recognises({ json }: PageDocument): boolean {
    const known = z.object({ page: z.object({ id: z.string() }), components: z.array(z.unknown()) });
    return known.safeParse(json).success;
  }

  /** The summary of incident.io may lack its incidents; then, and when it contradicts itself, the list is asked. */
  companionUrl(url: URL, main: PageDocument): URL | null {
    const { body } = checkedJson(summarySchema, main);
    if (body === null || !url.pathname.endsWith('/summary.json')) return null;
    const isContradiction =
      body.incidents?.length === 0 &&
      pageStatus(body, new ComponentList(components(body), [])) !== 'operational';
    return body.incidents && !isContradiction ? null : new URL(`incidents.json${url.search}`, url);
  }

  parse({ main, companion }: PageDocuments, filter: PageFilter): PageReading {
    const { body, problem } = checkedJson(summarySchema, main);
    if (body === null) return { problem };
    const list = new ComponentList(components(body), filter.components);
    const more = companion === null ? null : checkedJson(listSchema, companion).body;
    const incidents = incidentsOf([...(body.incidents ?? []), ...(more?.incidents ?? [])], list);
    const maintenances = incidentsOf(body.scheduled_maintenances ?? [], list)
      .filter(({ isOpen }) => isOpen)
      .map((each) => ({ ...each, impact: 'maintenance' as const }));
    const componentStatus = pageStatus(body, list);
    const all = [...incidents, ...maintenances];
    return {
      report: {
        status: statusOf(componentStatus, all),
        componentStatus,
        affected: list.affected,
        incidents: all,
        isListStated: Boolean(body.incidents ?? more),
        missing: list.missing,
      },
    };
  }
}

function components({ components: listed }: Summary): ListedComponent[] {
  return (listed ?? []).map(({ id, name, status, group, group_id: groupId }) => ({
    id,
    name,
    status: meaningOf(BY_COMPONENT, status),
    groupId: groupId ?? null,
    isGroup: group === true,
  }));
}

/** The indicator speaks for the whole page, so it counts where the whole page matters. */
function pageStatus({ status, components: listed }: Summary, list: ComponentList): PageStatus {
  if (list.hasFilter) return list.status;
  const indicator = wordOf(status?.indicator);
  const said = indicator === '' ? [] : [meaningOf(BY_INDICATOR, indicator)];
  return worstOf(listed?.length ? [...said, list.status] : said);
}

/** Each once: the summary comes first, and what it leaves open the list may end. */
function incidentsOf(listed: readonly Listed[], list: ComponentList): PageIncident[] {
  const byId = new Map<string, PageIncident>();
  for (const each of listed) {
    const named = [
      ...(each.components ?? []),
      ...(each.incident_updates ?? []).flatMap((u) => u.affected_components ?? []),
    ];
    const parts = named.map(({ id, code, name }) => ({ id: id ?? code, name }));
    const incident = incidentOf(each, [...new Set(parts.map(({ id, name }) => titleOf(name ?? id ?? '')))]);
    if (!list.concerns(parts, incident.isOpen)) continue;
    if (byId.get(each.id)?.isOpen !== true || incident.isOpen === false) byId.set(each.id, incident);
  }
  return [...byId.values()];
}

function incidentOf(each: Listed, names: readonly string[]): PageIncident {
  const phase = wordOf(each.status);
  const resolvedAt = epochOf(each.resolved_at);
  const impact = wordOf(each.impact);
  const createdAt = epochOf(each.created_at);
  const isOver = OVER.has(phase) || resolvedAt !== null;
  return {
    id: each.id,
    title: titleOf(each.name),
    impact: IMPACTS.has(impact) ? (impact as IncidentImpact) : 'unknown',
    phase,
    isOpen: isOver ? false : OPEN.has(phase) || null,
    startedAt: epochOf(each.started_at) ?? createdAt,
    reportedAt: createdAt,
    updatedAt: epochOf(each.updated_at),
    resolvedAt,
    url: linkOf(each.shortlink),
    components: names,
  };
}
