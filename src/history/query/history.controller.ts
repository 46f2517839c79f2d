import { Get, Logger, Query, Req, Res } from '@nestjs/common';
import { Clock } from '../../clock/clock.ts';
import { HealthRegistry } from '../../health/health-registry.ts';
import { Operation } from '../../openapi/operation.ts';
import { Endpoints } from '../../problems/endpoints.ts';
import { type Asking, type Reply, sendStream, setHeaders } from '../../problems/reply.ts';
import { HistoryStore } from '../history-store.ts';
import { type ExportFormat, exportHeaders, exportOf } from './history-export.ts';
import { type HistoryQuery, type HistoryQuestion, questionOf } from './history-question.ts';
import { HistoryReader } from './history-reader.ts';
import { historyPageSchema, historyQuery } from './history.schema.ts';
import { assertKnown } from './known-target.ts';

const JSON_TYPE = 'application/json; charset=utf-8';

@Endpoints('health/integration/history')
export class HistoryController {
  readonly #logger = new Logger('history');

  constructor(
    private readonly history: HistoryReader,
    private readonly registry: HealthRegistry,
    private readonly store: HistoryStore,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Operation({
    summary: 'Read what was observed: single records or roll-ups, in pages or as an export',
    tag: 'history',
    responses: {
      200: {
        content: { 'application/json': historyPageSchema, 'text/csv': null, 'application/x-ndjson': null },
      },
      404: 'problem',
      503: 'problem',
    },
  })
  async read(
    @Query({ schema: historyQuery }) query: HistoryQuery,
    @Req() request: Asking,
    @Res() reply: Reply,
  ): Promise<void> {
    const question = questionOf(query, this.clock.now());
    if (question.targetId !== null) await assertKnown(question.targetId, this.registry, this.store);
    reply.header('cache-control', 'no-cache');
    if (question.format === 'json')
      reply.type(JSON_TYPE).send(JSON.stringify(await this.history.page(question)));
    else await this.#export(question, question.format, { request, reply });
  }

  async #export(
    question: HistoryQuestion,
    format: ExportFormat,
    { request, reply }: { request: Asking; reply: Reply },
  ): Promise<void> {
    const stream = await exportOf(question, format, this.history.portions(question));
    setHeaders(reply, exportHeaders(question, format));
    if (request.method === 'HEAD') {
      // What nobody will see need not be read.
      stream.destroy();
      reply.send();
      return;
    }
    stream.on('error', (error) => this.#logger.error({ err: error }, 'export broken off'));
    sendStream(reply, stream);
  }
}
