import { Get, Header, Query } from '@nestjs/common';
import type { z } from 'zod';
import { Clock } from '../../clock/clock.ts';
import { HealthRegistry } from '../../health/health-registry.ts';
import { Operation } from '../../openapi/operation.ts';
import { Endpoints } from '../../problems/endpoints.ts';
import { HistoryStore } from '../history-store.ts';
import { assertKnown } from '../query/known-target.ts';
import { rangeOf } from '../query/query-range.ts';
import { answerOf } from '../query/store-answer.ts';
import { TimelineReader } from './timeline-reader.ts';
import { timelineQuery, timelineSchema } from './timeline.schema.ts';
import { timelineView } from './timeline.view.ts';

@Endpoints('health/integration/timeline')
export class TimelineController {
  constructor(
    private readonly timelines: TimelineReader,
    private readonly registry: HealthRegistry,
    private readonly store: HistoryStore,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Header('cache-control', 'no-cache')
  @Operation({
    summary: 'Read the status intervals and the incidents of a target',
    tag: 'history',
    responses: { 200: timelineSchema, 404: 'problem', 503: 'problem' },
  })
  async read(@Query({ schema: timelineQuery }) query: z.output<typeof timelineQuery>) {
    const range = rangeOf(query, this.clock.now());
    await assertKnown(query.target, this.registry, this.store);
    return timelineView(await answerOf(this.timelines.read(query.target, range)));
  }
}
