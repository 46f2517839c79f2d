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

const activeSchema = z.object({
  id: word,
  name: z.string(),
  started: word,
  start: word,
  updatedAt: word,
  status: word,
  impact: word,
  url: word,
});

const summarySchema = z.object({
  page: z.object({ name: word, url: word, status: word }),
  // Left out while there are none, so that the page's own status has to say it.
  activeIncidents: z.array(activeSchema).nullish(),
  activeMaintenances: z.array(activeSchema).nullish(),
});

const componentsSchema = z.object({
  components: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      status: word,
      group: z.object({ id: word, name: word }).nullish(),
    }),
  ),
});

type Summary = z.output<typeof summarySchema>;
type Active = z.output<typeof activeSchema>;

const BY_PAGE: Readonly<Record<string, PageStatus>> = {
  up: 'operational',
  hasissues: 'degraded',
  undermaintenance: 'maintenance',
};

const BY_COMPONENT: Readonly<Record<string, PageStatus>> = {
  operational: 'operational',
  undermaintenance: 'maintenance',
  degradedperformance: 'degraded',
  minoroutage: 'degraded',
  partialoutage: 'partial_outage',
  majoroutage: 'major_outage',
};

const BY_IMPACT: Readonly<Record<string, IncidentImpact>> = {
  operational: 'none',
  undermaintenance: 'maintenance',
  degradedperformance: 'minor',
  minoroutage: 'minor',
  partialoutage: 'major',
  majoroutage: 'critical',
};

const OPEN = new Set(['investigating', 'identified', 'monitoring', 'inprogress', 'verifying']);
const OVER = new Set(['resolved', 'completed', 'notstartedyet']);

/** Instatus: a summary of the page, and its components beside it. */
export class InstatusReader extends StatusPageReader {
  readonly kind = 'instatus';

  recognises({ json }: PageDocument): boolean {
    const known = z.object({ page: z.object({ status: z.enum(['UP', 'HASISSUES', 'UNDERMAINTENANCE']) }) });
    return known.safeParse(json).success;
  }

  companionUrl(url: URL): URL | null {
    return url.pathname.endsWith('/summary.json') ? new URL(`v2/components.json${url.search}`, url) : null;
  }

  parse({ main, companion }: PageDocuments, filter: PageFilter): PageReading {
    const { body, problem } = checkedJson(summarySchema, main);
    if (body === null) return { problem };
    const listed = companion === null ? null : checkedJson(componentsSchema, companion).body;
    const list = new ComponentList((listed?.components ?? []).map(componentOf), filter.components);
    const componentStatus = pageStatus(body, list, listed !== null);
    const incidents = incidentsOf(body, list);
    return {
      report: {
        status: statusOf(componentStatus, incidents),
        componentStatus,
        affected: list.affected,
        incidents,
        isListStated: body.activeIncidents !== undefined || wordOf(body.page.status) === 'up',
        missing: listed === null ? [] : list.missing,
      },
    };
  }
}

type Component = z.output<typeof componentsSchema>['components'][number];

function componentOf({ id, name, status, group }: Component): ListedComponent {
  const groupId = group?.id ?? null;
  return { id, name, status: meaningOf(BY_COMPONENT, status), groupId, groupName: group?.name ?? null };
}

/** Where a few components matter, the page as a whole says nothing of them. */
function pageStatus({ page }: Summary, list: ComponentList, isListed: boolean): PageStatus {
  const said = meaningOf(BY_PAGE, page.status);
  if (list.hasFilter) return said === 'operational' && !isListed ? said : list.status;
  return isListed ? worstOf([said, list.status]) : said;
}

/** Instatus does not say which components an incident affects. */
function incidentsOf({ activeIncidents, activeMaintenances }: Summary, list: ComponentList): PageIncident[] {
  const incidents = (activeIncidents ?? []).map((each) => incidentOf(each));
  const maintenances = (activeMaintenances ?? [])
    .map((each) => ({ ...incidentOf(each), impact: 'maintenance' as const }))
    .filter(({ isOpen }) => isOpen);
  return [...incidents, ...maintenances].filter(({ isOpen }) => list.concerns([], isOpen));
}

function incidentOf(each: Active): PageIncident {
  const phase = wordOf(each.status);
  const startedAt = epochOf(each.started ?? each.start);
  return {
    id: each.id ?? each.url ?? each.name,
    title: titleOf(each.name),
    impact: meaningOf(BY_IMPACT, each.impact),
    phase,
    isOpen: OVER.has(phase) ? false : OPEN.has(phase) || null,
    startedAt,
    reportedAt: startedAt,
    updatedAt: epochOf(each.updatedAt),
    resolvedAt: null,
    url: linkOf(each.url),
    components: [],
  };
}
