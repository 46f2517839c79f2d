import { json, type PageFormat } from './page-format.ts';
import { statuspageComponents, statuspageIncident } from './statuspage-wire.ts';

/** incident.io, which speaks like Statuspage: its summary has no indicator, no groups and no incidents. */
export const incidentIo: PageFormat = {
  id: 'incident_io',
  path: '/api/v2/summary.json',
  documents: (state) => ({
    '/api/v2/summary.json': json({
      page: { id: '01PAGE', name: 'Example', url: 'https://status.example' },
      components: statuspageComponents(state, '01GROUP'),
    }),
    '/api/v2/incidents.json': json({
      page: { id: '01PAGE', name: 'Example' },
      incidents: state.incidents.map((incident) => statuspageIncident(incident, state)),
    }),
  }),
};
