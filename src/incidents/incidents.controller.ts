import { Get, Header, Query } from '@nestjs/common';
import type { z } from 'zod';
import { HealthRegistry } from '../health/health-registry.ts';
import { providerIncidentView } from '../health/report/status-page.view.ts';
import { Operation } from '../openapi/operation.ts';
import { Endpoints } from '../problems/endpoints.ts';
import { Problem } from '../problems/problem.ts';
import { shownText } from '../problems/shown-value.ts';
import { IncidentLog } from './incident-log.ts';
import { incidentsQuery, incidentsSchema } from './incidents.schema.ts';

/** What providers report of themselves. */
@Endpoints('health/integration/incidents')
export class IncidentsController {
  constructor(
    private readonly registry: HealthRegistry,
    private readonly log: IncidentLog,
  ) {}

  @Get()
  @Header('cache-control', 'no-cache')
  @Operation({
    summary: 'Read the incidents that providers report on their own status pages',
    description:
      'Those heard of, before a restart as well, whether they last or are over. Advisory: by itself a report degrades its ' +
      'provider and does no more.',
    tag: 'health',
    responses: { 200: incidentsSchema, 404: 'problem' },
  })
  list(@Query({ schema: incidentsQuery }) query: z.output<typeof incidentsQuery>) {
    const providerId = query.target === undefined ? undefined : this.#providerOf(query.target);
    const items = this.log.list(providerId).map(({ targetId, incident }) => ({
      target: targetId,
      source: incident.source,
      ...providerIncidentView(incident),
    }));
    return { items };
  }

  /** A model has the incidents of its provider. */
  #providerOf(targetId: string): string {
    const state = this.registry.get(targetId);
    if (state !== undefined) return state.target.provider.id;
    const value = shownText(targetId);
    throw new Problem({
      status: 404,
      title: 'Unknown target',
      detail: `nobody watches a target "${value}"`,
      errors: [{ field: 'target', rule: 'the id of a target in the settings', value }],
    });
  }
}
