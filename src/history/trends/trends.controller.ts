import { Get, Header, Query } from '@nestjs/common';
import type { z } from 'zod';
import { HealthRegistry } from '../../health/health-registry.ts';
import type { TargetHealth } from '../../health/target-health.ts';
import { Operation } from '../../openapi/operation.ts';
import { Endpoints } from '../../problems/endpoints.ts';
import { Problem } from '../../problems/problem.ts';
import { shownText } from '../../problems/shown-value.ts';
import { trendView } from './trend.view.ts';
import { TrendWatch } from './trend-watch.ts';
import { trendsQuery, trendsSchema } from './trends.schema.ts';

@Endpoints('health/integration/trends')
export class TrendsController {
  constructor(
    private readonly registry: HealthRegistry,
    private readonly watch: TrendWatch,
  ) {}

  @Get()
  @Header('cache-control', 'no-cache')
  @Operation({
    summary: 'Read whether targets get better or worse, and by how much',
    description:
      'Judged every five minutes from the last three hours and the same hours of the last seven days, before any ' +
      'threshold is reached. A verdict takes significance (p < 0.002) and size: 15 % and 15 ms of latency or 2 ' +
      'percentage points of errors over the hours that were observed, 2.5 times as much while the usual course of ' +
      'the day is not known.',
    tag: 'history',
    responses: { 200: trendsSchema, 404: 'problem' },
  })
  read(
    @Query({ schema: trendsQuery }) { target }: z.output<typeof trendsQuery>,
  ): z.output<typeof trendsSchema> {
    const states = target === undefined ? [...this.registry.all()] : [this.#stateOf(target)];
    return { items: states.map((state) => trendView(state, this.watch.of(state))) };
  }

  #stateOf(id: string): TargetHealth {
    const state = this.registry.get(id);
    if (state !== undefined) return state;
    throw new Problem({
      status: 404,
      title: 'Unknown target',
      detail: `nobody watches a target "${shownText(id)}"`,
      errors: [{ field: 'target', rule: 'the id of a target in the settings', value: shownText(id) }],
    });
  }
}
