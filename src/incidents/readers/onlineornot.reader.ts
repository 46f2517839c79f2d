import { z } from 'zod';
import type { IncidentImpact, PageStatus } from '../../health/status-page.ts';
import { type PageFilter, type PageIncident, statusOf } from '../page-report.ts';
import {
  checkedJson,
  type PageDocument,
  type PageDocuments,
  type PageReading,
  StatusPageReader,
} from '../status-page-reader.ts';
import { ComponentList, type ListedComponent } from './component-list.ts';
import { epochOf, meaningOf, titleOf, wordOf } from './page-text.ts';

const word = z.string().nullish();

const incidentSchema = z.object({
  id: z.string(),
  title: z.string(),
  status: word,
  impact: word,
  started: word,
  ended: word,
  created_at: word,
  updated_at: word,
  components: z.array(z.object({ id: word, name: word })).nullish(),
});

const summarySchema = z.object({
  success: z.literal(true),
  result: z.object({
    status: z.object({ description: word }).nullish(),
    components: z
      .array(z.object({ id: z.string(), name: z.string(), status: word, group_id: word }))
      .nullish(),
    active_incidents: z.array(incidentSchema).nullish(),
    scheduled_maintenance: z.array(incidentSchema).nullish(),
  }),
});

type Result = z.output<typeof summarySchema>['result'];
type Listed = z.output<typeof incidentSchema>;

const BY_STATUS: Readonly<Record<string, PageStatus>> = {
  operational: 'operational',
  no_impact: 'operational',
  maintenance: 'maintenance',
  under_maintenance: 'maintenance',
  degraded: 'degraded',
  degraded_performance: 'degraded',
  partial_outage: 'partial_outage',
  major_outage: 'major_outage',
};

const BY_IMPACT: Readonly<Record<string, IncidentImpact>> = {
  no_impact: 'none',
  minor: 'minor',
  degraded_performance: 'minor',
  major: 'major',
  partial_outage: 'major',
  critical: 'critical',
  major_outage: 'critical',
};

const OVER = new Set(['resolved', 'completed']);

/** OnlineOrNot: components, and the incidents that are active. */
export class OnlineornotReader extends StatusPageReader {
  readonly kind = 'onlineornot';

  recognises({ json }: PageDocument): boolean {
    const known = z.object({ success: z.boolean(), result: z.object({ status_page: z.unknown() }) });
    return known.safeParse(json).success;
  }

  companionUrl(): null {
    return null;
  }

  parse({ main }: PageDocuments, filter: PageFilter): PageReading {
    const { body, problem } = checkedJson(summarySchema, main);
    if (body === null) return { problem };
    const { result } = body;
    const list = new ComponentList((result.components ?? []).map(componentOf), filter.components);
    const componentStatus = list.hasFilter ? list.status : pageStatus(result, list);
    const incidents = incidentsOf(result, list, filter);
    return {
      report: {
        status: statusOf(componentStatus, incidents),
        componentStatus,
        affected: list.affected,
        incidents,
        isListStated: Boolean(result.active_incidents),
        missing: list.missing,
      },
    };
  }
}

type Component = NonNullable<Result['components']>[number];

function componentOf({ id, name, status, group_id: groupId }: Component): ListedComponent {
  return { id, name, status: meaningOf(BY_STATUS, status), groupId: groupId ?? null };
}

/** Its description is a sentence for people: only the one that says that all works is taken at its word. */
function pageStatus({ status, components }: Result, list: ComponentList): PageStatus {
  if (components?.length) return list.status;
  return /^all systems operational\.?$/i.test(status?.description ?? '') ? 'operational' : 'unknown';
}

function incidentsOf(result: Result, list: ComponentList, { now }: PageFilter): PageIncident[] {
  const incidents = (result.active_incidents ?? []).map((each) => incidentOf(each));
  const maintenances = (result.scheduled_maintenance ?? [])
    .map((each) => ({ ...incidentOf(each), impact: 'maintenance' as const }))
    .filter(({ startedAt, isOpen }) => isOpen && startedAt !== null && startedAt <= now);
  const namesOf = new Map(
    [...(result.active_incidents ?? []), ...(result.scheduled_maintenance ?? [])].map((each) => [
      each.id,
      each.components ?? [],
    ]),
  );
  return [...incidents, ...maintenances].filter(({ id, isOpen }) =>
    list.concerns(namesOf.get(id) ?? [], isOpen),
  );
}

/** What is listed as active is open, unless it says that it is over. */
function incidentOf(each: Listed): PageIncident {
  const phase = wordOf(each.status) || 'open';
  const endedAt = epochOf(each.ended);
  const startedAt = epochOf(each.started) ?? epochOf(each.created_at);
  return {
    id: each.id,
    title: titleOf(each.title),
    impact: meaningOf(BY_IMPACT, each.impact),
    phase,
    isOpen: !OVER.has(phase) && endedAt === null,
    startedAt,
    reportedAt: epochOf(each.created_at) ?? startedAt,
    updatedAt: epochOf(each.updated_at),
    resolvedAt: endedAt,
    url: null,
    components: (each.components ?? []).map(({ id, name }) => titleOf(name ?? id ?? '')),
  };
}
