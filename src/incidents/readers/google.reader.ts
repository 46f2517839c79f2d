import { z } from 'zod';
import type { IncidentImpact } from '../../health/status-page.ts';
import { type PageFilter, type PageIncident, statusOf } from '../page-report.ts';
import {
  checkedJson,
  type PageDocument,
  type PageDocuments,
  type PageReading,
  StatusPageReader,
} from '../status-page-reader.ts';
import { epochOf, isNamed, linkOf, meaningOf, titleOf, wordOf } from './page-text.ts';

const word = z.string().nullish();
const placeSchema = z.array(z.object({ id: word, title: word })).nullish();

const incidentSchema = z.object({
  id: z.string(),
  begin: word,
  created: word,
  modified: word,
  end: word,
  external_desc: word,
  status_impact: word,
  uri: word,
  affected_products: placeSchema,
  currently_affected_locations: placeSchema,
  previously_affected_locations: placeSchema,
  most_recent_update: z.object({ status: word }).nullish(),
});

type Listed = z.output<typeof incidentSchema>;

const BY_IMPACT: Readonly<Record<string, IncidentImpact>> = {
  service_information: 'none',
  service_disruption: 'major',
  service_outage: 'critical',
};

const EVERYWHERE = 'global';

/** The incidents of Google Cloud: a list of what is and of what was, without a word on what works. */
export class GoogleReader extends StatusPageReader {
  readonly kind = 'google';

  recognises({ json }: PageDocument): boolean {
    const known = z.array(
      z.object({ id: z.string(), begin: z.string(), affected_products: z.array(z.unknown()) }),
    );
    return known.min(1).safeParse(json).success;
  }

  companionUrl(): null {
    return null;
  }

  parse({ main }: PageDocuments, filter: PageFilter): PageReading {
    const { body, problem } = checkedJson(z.array(incidentSchema), main);
    if (body === null) return { problem };
    const incidents = body.filter((each) => isMeant(each, filter)).map(incidentOf);
    // Incidents of other products prove that the list is alive.
    const isAlive = incidents.length === 0 && body.length > 0;
    return {
      report: {
        status: isAlive ? 'operational' : statusOf(null, incidents),
        componentStatus: null,
        affected: [],
        incidents,
        isListStated: true,
        missing: [],
      },
    };
  }
}

function isMeant(each: Listed, { components, regions }: PageFilter): boolean {
  const products = each.affected_products ?? [];
  const isProduct =
    components.length === 0 || products.some(({ id, title }) => isNamed(components, id, title));
  if (!isProduct || regions.length === 0) return isProduct;
  const places = [
    ...(each.currently_affected_locations ?? []),
    ...(each.previously_affected_locations ?? []),
  ];
  // One that names no place is everywhere.
  return places.length === 0 || places.some(({ id, title }) => isNamed([...regions, EVERYWHERE], id, title));
}

function incidentOf(each: Listed): PageIncident {
  const endedAt = epochOf(each.end);
  return {
    id: each.id,
    title: titleOf(each.external_desc ?? each.id),
    impact: meaningOf(BY_IMPACT, each.status_impact),
    phase: wordOf(each.most_recent_update?.status) || (endedAt === null ? 'open' : 'available'),
    isOpen: endedAt === null,
    startedAt: epochOf(each.begin),
    reportedAt: epochOf(each.created),
    updatedAt: epochOf(each.modified),
    resolvedAt: endedAt,
    url: linkOf(each.uri, 'https://status.cloud.google.com/'),
    components: (each.affected_products ?? []).map(({ id, title }) => titleOf(title ?? id ?? '')),
  };
}
