import { json, wordIn, type PageFormat } from './page-format.ts';
import { newestOf, openedAt, type PageIncident, type PageState } from './page-state.ts';

const COMPONENT = {
  operational: 'OPERATIONAL',
  maintenance: 'UNDERMAINTENANCE',
  degraded: 'DEGRADEDPERFORMANCE',
  partial_outage: 'PARTIALOUTAGE',
  major_outage: 'MAJOROUTAGE',
};
const IMPACT = {
  none: 'OPERATIONAL',
  minor: 'DEGRADEDPERFORMANCE',
  major: 'PARTIALOUTAGE',
  critical: 'MAJOROUTAGE',
};
const PHASE = { investigating: 'INVESTIGATING', identified: 'IDENTIFIED', monitoring: 'MONITORING' };

function active(incident: PageIncident): object {
  return {
    id: incident.id,
    name: incident.title,
    started: openedAt(incident),
    updatedAt: newestOf(incident).at,
    status: wordIn(PHASE, newestOf(incident).phase),
    impact: wordIn(IMPACT, incident.impact),
    url: `https://status.example/incident/${incident.id}`,
  };
}

function hasIssues({ open, components }: PageState): boolean {
  return open.length > 0 || components.some(({ status }) => status !== 'operational');
}

/** Instatus: incidents are listed while there are any, and never with what they affect. */
export const instatus: PageFormat = {
  id: 'instatus',
  path: '/summary.json',
  documents: (state) => ({
    '/summary.json': json({
      page: { name: 'Example', url: 'https://status.example', status: hasIssues(state) ? 'HASISSUES' : 'UP' },
      ...(state.open.length === 0 ? {} : { activeIncidents: state.open.map(active) }),
    }),
    '/v2/components.json': json({
      components: state.components.map(({ id, name, status }) => ({
        id,
        name,
        status: wordIn(COMPONENT, status),
        group: null,
      })),
    }),
  }),
};
