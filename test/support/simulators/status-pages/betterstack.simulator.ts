import { json, wordIn, type PageFormat } from './page-format.ts';
import { openedAt, resolvedAt, type PageIncident, type PageState } from './page-state.ts';

const COMPONENT = { partial_outage: 'degraded', major_outage: 'downtime' };
const IMPACT = { none: 'degraded', minor: 'degraded', major: 'degraded', critical: 'downtime' };

function aggregateOf({ components }: PageState): string {
  const words = components.map(({ status }) => wordIn(COMPONENT, status));
  return ['downtime', 'degraded', 'maintenance'].find((word) => words.includes(word)) ?? 'operational';
}

function report(incident: PageIncident): object {
  const endedAt = resolvedAt(incident);
  const state = endedAt === null ? wordIn(IMPACT, incident.impact) : 'resolved';
  return {
    id: incident.id,
    type: 'status_report',
    attributes: {
      title: incident.title,
      report_type: 'manual',
      starts_at: openedAt(incident),
      ends_at: endedAt,
      aggregate_state: state,
      affected_resources: incident.components.map((id) => ({ status_page_resource_id: id, status: state })),
    },
  };
}

/** Better Stack: one JSON:API document with the page, its resources and its reports. */
export const betterstack: PageFormat = {
  id: 'betterstack',
  path: '/index.json',
  documents: (state) => ({
    '/index.json': json({
      data: {
        id: '1',
        type: 'status_page',
        attributes: { company_name: 'Example', subdomain: 'example', aggregate_state: aggregateOf(state) },
      },
      included: [
        ...state.components.map(({ id, name, status }) => ({
          id,
          type: 'status_page_resource',
          attributes: { public_name: name, status: wordIn(COMPONENT, status) },
        })),
        ...state.incidents.map(report),
      ],
    }),
  }),
};
