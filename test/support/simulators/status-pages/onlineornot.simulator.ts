import { json, wordIn, type PageFormat } from './page-format.ts';
import { newestOf, openedAt, resolvedAt, type PageIncident, type PageState } from './page-state.ts';

const PATH = '/v1/status_pages/example/summary';
const COMPONENT = {
  operational: 'OPERATIONAL',
  maintenance: 'UNDER_MAINTENANCE',
  degraded: 'DEGRADED_PERFORMANCE',
  partial_outage: 'PARTIAL_OUTAGE',
  major_outage: 'MAJOR_OUTAGE',
};
const IMPACT = {
  none: 'NO_IMPACT',
  minor: 'DEGRADED_PERFORMANCE',
  major: 'PARTIAL_OUTAGE',
  critical: 'MAJOR_OUTAGE',
};

function active(incident: PageIncident, state: PageState): object {
  return {
    id: incident.id,
    title: incident.title,
    status: newestOf(incident).phase.toUpperCase(),
    impact: wordIn(IMPACT, incident.impact),
    started: openedAt(incident),
    ended: resolvedAt(incident),
    created_at: openedAt(incident),
    updated_at: newestOf(incident).at,
    components: incident.components.map((id) => ({ id, name: state.nameOf(id) })),
  };
}

/** OnlineOrNot: its API tells of components and of what is active. */
export const onlineornot: PageFormat = {
  id: 'onlineornot',
  path: PATH,
  documents: (state) => ({
    [PATH]: json({
      success: true,
      result: {
        status_page: { id: 'example', name: 'Example' },
        status: {
          description: state.open.length === 0 ? 'All Systems Operational' : 'Some systems have issues',
        },
        components: state.components.map(({ id, name, status }) => ({
          id,
          name,
          status: wordIn(COMPONENT, status),
          group_id: null,
        })),
        active_incidents: state.open.map((incident) => active(incident, state)),
        scheduled_maintenance: [],
      },
      errors: [],
    }),
  }),
};
