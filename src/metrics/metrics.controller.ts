import { Get, Header, Query, Res } from '@nestjs/common';
import type { z } from 'zod';
import { Access } from '../access/requirement.ts';
import { Operation } from '../openapi/operation.ts';
import { Endpoints } from '../problems/endpoints.ts';
import { Problem } from '../problems/problem.ts';
import type { Reply } from '../problems/reply.ts';
import { SettingsSource } from '../settings/settings-source.ts';
import { EXPOSITION_CONTENT_TYPE } from './exposition.ts';
import { HealthFigures } from './health-figures.ts';
import { healthMetricsQuery, healthMetricsSchema } from './metrics.schema.ts';
import { MetricsText } from './metrics-text.ts';

const JSON_CONTENT_TYPE = 'application/json; charset=utf-8';

@Endpoints('metrics')
@Access('metrics')
export class MetricsController {
  readonly #metrics: MetricsText;
  readonly #health: HealthFigures;
  readonly #source: SettingsSource;

  constructor(metrics: MetricsText, health: HealthFigures, source: SettingsSource) {
    this.#metrics = metrics;
    this.#health = health;
    this.#source = source;
  }

  @Get()
  @Header('content-type', EXPOSITION_CONTENT_TYPE)
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'Scrape all metrics',
    tag: 'metrics',
    responses: { 200: { content: { 'text/plain': null } }, 404: 'problem' },
  })
  async scrape(@Res() reply: Reply): Promise<void> {
    this.#refuseUnlessEnabled();
    reply.send(await this.#metrics.all());
  }

  @Get('health')
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'Read the health of all targets as figures',
    tag: 'metrics',
    responses: {
      200: { content: { 'text/plain': null, 'application/json': healthMetricsSchema } },
      404: 'problem',
    },
  })
  readHealth(
    @Query({ schema: healthMetricsQuery }) { format }: z.output<typeof healthMetricsQuery>,
    @Res() reply: Reply,
  ): void {
    if (format === 'prometheus') this.#refuseUnlessEnabled();
    reply.header('content-type', format === 'json' ? JSON_CONTENT_TYPE : EXPOSITION_CONTENT_TYPE);
    reply.send(format === 'json' ? Buffer.from(this.#health.json()) : this.#metrics.health());
  }

  #refuseUnlessEnabled(): void {
    if (this.#source.current.server.prometheusEnabled) return;
    throw new Problem({
      status: 404,
      detail: 'Prometheus metrics are switched off (ENABLE_PROMETHEUS_METRICS=false)',
    });
  }
}
