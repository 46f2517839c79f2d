import { json, wordIn, type PageFormat } from './page-format.ts';
import { newestOf, openedAt, resolvedAt, type PageIncident, type PageState } from './page-state.ts';

const IMPACT = {
  none: 'SERVICE_INFORMATION',
  minor: 'SERVICE_DISRUPTION',
  major: 'SERVICE_DISRUPTION',
  critical: 'SERVICE_OUTAGE',
};

function listed(incident: PageIncident, state: PageState): object {
  const { id, title, impact, components } = incident;
  const status = wordIn(IMPACT, impact);
  const endedAt = resolvedAt(incident);
  return {
    id,
    number: id,
    begin: openedAt(incident),
    created: openedAt(incident),
    modified: newestOf(incident).at,
    ...(endedAt === null ? {} : { end: endedAt }),
    external_desc: title,
    status_impact: status,
    most_recent_update: { status: endedAt === null ? status : 'AVAILABLE', when: newestOf(incident).at },
    affected_products: components.map((component) => ({ id: component, title: state.nameOf(component) })),
    currently_affected_locations: endedAt === null ? [{ id: 'global', title: 'Global' }] : [],
    previously_affected_locations: [],
    uri: `incidents/${id}`,
  };
}

/** Google Cloud: one list of incidents, what is over included, and not a word on what works. */
export const googleCloud: PageFormat = {
  id: 'google_cloud',
  path: '/incidents.json',
  documents: (state) => ({
    '/incidents.json': json(state.incidents.toReversed().map((incident) => listed(incident, state))),
  }),
};
