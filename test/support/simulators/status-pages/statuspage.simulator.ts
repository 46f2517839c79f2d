import { json, type PageFormat } from './page-format.ts';
import type { PageState } from './page-state.ts';
import { statuspageComponents, statuspageIncident } from './statuspage-wire.ts';

const INDICATORS: readonly (readonly [status: string, indicator: string])[] = [
  ['major_outage', 'critical'],
  ['partial_outage', 'major'],
  ['degraded', 'minor'],
  ['maintenance', 'maintenance'],
];

/** By its components alone: a page can say that all is well while an incident is open. */
function indicatorOf({ components }: PageState): string {
  const worst = INDICATORS.find(([status]) => components.some((component) => component.status === status));
  return worst?.[1] ?? 'none';
}

/** Atlassian Statuspage, version 2. */
export const statuspage: PageFormat = {
  id: 'statuspage',
  path: '/api/v2/summary.json',
  documents: (state) => ({
    '/api/v2/summary.json': json({
      page: { id: 'p1', name: 'Example', url: 'https://status.example', time_zone: 'Etc/UTC' },
      status: { indicator: indicatorOf(state), description: 'As the components say' },
      components: statuspageComponents(state, null),
      incidents: state.open.map((incident) => statuspageIncident(incident, state)),
      scheduled_maintenances: [],
    }),
    '/api/v2/incidents.json': json({
      page: { id: 'p1', name: 'Example' },
      incidents: state.incidents.map((incident) => statuspageIncident(incident, state)),
    }),
  }),
};
