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
import { epochOf, meaningOf, titleOf, wordOf } from './page-text.ts';

const word = z.string().nullish();
const id = z.union([z.string(), z.number()]).transform(String);

const attributesSchema = z.object({
  public_name: word,
  status: word,
  title: word,
  report_type: word,
  starts_at: word,
  ends_at: word,
  aggregate_state: word,
  affected_resources: z.array(z.object({ status_page_resource_id: id, status: word })).nullish(),
});

/** One that states nothing has every attribute unknown. */
const statedSchema = attributesSchema
  .nullish()
  .transform((each): z.output<typeof attributesSchema> => each ?? {});

const pageSchema = z.object({
  data: z.object({
    attributes: z.object({ aggregate_state: word, custom_domain: word, subdomain: word }),
  }),
  included: z.array(z.object({ id, type: z.string(), attributes: statedSchema })).nullish(),
});

type Page = z.output<typeof pageSchema>;
type Included = NonNullable<Page['included']>[number];

const BY_STATE: Readonly<Record<string, PageStatus>> = {
  operational: 'operational',
  resolved: 'operational',
  maintenance: 'maintenance',
  degraded: 'degraded',
  downtime: 'major_outage',
};

const BY_IMPACT: Readonly<Record<string, IncidentImpact>> = {
  maintenance: 'maintenance',
  degraded: 'minor',
  downtime: 'critical',
};

/** Better Stack: one JSON:API document with the page, its resources and its reports. */
export class BetterstackReader extends StatusPageReader {
  readonly kind = 'betterstack';

  recognises({ json }: PageDocument): boolean {
    const known = z.object({ data: z.object({ attributes: z.object({ aggregate_state: z.string() }) }) });
    return known.safeParse(json).success;
  }

  companionUrl(): null {
    return null;
  }

  parse({ main }: PageDocuments, filter: PageFilter): PageReading {
    const { body, problem } = checkedJson(pageSchema, main);
    if (body === null) return { problem };
    const list = new ComponentList(resources(body), filter.components);
    const said = meaningOf(BY_STATE, body.data.attributes.aggregate_state);
    const componentStatus = list.hasFilter
      ? list.status
      : worstOf([said, ...list.affected.map(({ status }) => status)]);
    const incidents = reports(body, list, filter);
    return {
      report: {
        status: statusOf(componentStatus, incidents),
        componentStatus,
        affected: list.affected,
        incidents,
        isListStated: body.included !== undefined && body.included !== null,
        missing: list.missing,
      },
    };
  }
}

function ofType({ included }: Page, type: string): Included[] {
  return (included ?? []).filter((each) => each.type === type);
}

function resources(page: Page): ListedComponent[] {
  return ofType(page, 'status_page_resource').map(({ id: resourceId, attributes }) => ({
    id: resourceId,
    name: attributes.public_name ?? resourceId,
    status: meaningOf(BY_STATE, attributes.status),
  }));
}

function reports(page: Page, list: ComponentList, { now }: PageFilter): PageIncident[] {
  return ofType(page, 'status_report').flatMap((report) => {
    const affected = report.attributes.affected_resources ?? [];
    const named = affected.map((each) => ({ id: each.status_page_resource_id }));
    const names = named.map((each) => titleOf(list.nameOf(each.id)));
    const incident = incidentOf(report, names, now);
    return list.concerns(named, incident.isOpen) ? [incident] : [];
  });
}

function incidentOf(
  { id: reportId, attributes }: Included,
  components: readonly string[],
  now: number,
): PageIncident {
  const startedAt = epochOf(attributes.starts_at);
  const phase = wordOf(attributes.aggregate_state);
  const isMaintenance = attributes.report_type === 'maintenance';
  const isOpen = isReportOpen(attributes, now);
  return {
    id: reportId,
    title: titleOf(attributes.title ?? 'Incident'),
    impact: isMaintenance ? 'maintenance' : meaningOf(BY_IMPACT, phase),
    phase,
    isOpen,
    startedAt,
    reportedAt: startedAt,
    updatedAt: null,
    resolvedAt: isOpen === false && isOver(attributes, now) ? epochOf(attributes.ends_at) : null,
    url: null,
    components,
  };
}

type Attributes = Included['attributes'];

function isOver({ aggregate_state: state, ends_at: end }: Attributes, now: number): boolean {
  const endsAt = epochOf(end);
  return ['resolved', 'operational'].includes(wordOf(state)) || (endsAt !== null && endsAt <= now);
}

/** Null where its state is a word that nobody knows. */
function isReportOpen(attributes: Attributes, now: number): boolean | null {
  const isAhead = attributes.report_type === 'maintenance' && (epochOf(attributes.starts_at) ?? now) > now;
  if (isAhead || isOver(attributes, now)) return false;
  return meaningOf(BY_IMPACT, attributes.aggregate_state) !== 'unknown' || null;
}
