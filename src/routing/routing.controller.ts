import { Get, Header, Query, Req, Res } from '@nestjs/common';
import type { z } from 'zod';
import type { CachedBody } from '../health/report/body-cache.ts';
import { Operation } from '../openapi/operation.ts';
import { Endpoints } from '../problems/endpoints.ts';
import type { Asking, Reply } from '../problems/reply.ts';
import { SchemaPipe } from '../problems/schema.pipe.ts';
import { AdviceBoard } from './advice/advice-board.ts';
import { AdviceBodies } from './advice-bodies.ts';
import { changeView } from './advice.view.ts';
import { ChangeLog } from './changes/change-log.ts';
import { assertNamesExist } from './routing-question.ts';
import {
  adviceSchema,
  changesQuery,
  type ChangesQuery,
  changesSchema,
  routingQuery,
  type RoutingQuery,
} from './routing.schema.ts';

interface Question extends Asking {
  readonly query: unknown;
}

/** What routers ask: whom to call, how often, and why the others not. */
@Endpoints('health/integration/routing')
export class RoutingController {
  constructor(
    private readonly board: AdviceBoard,
    private readonly bodies: AdviceBodies,
    private readonly changes: ChangeLog,
  ) {}

  /**
   * The text of a question that was asked before is all that is looked at: to validate it again, with the rest of what
   * stands before a handler, would cost more than the answer.
   */
  @Get()
  @Operation({
    summary: 'Read whom to call now, and why the others are left out',
    tag: 'routing',
    query: routingQuery,
    responses: { 200: adviceSchema, 304: 'empty' },
  })
  advise(@Req() request: Question, @Res() reply: Reply): void | Promise<void> {
    const known = this.bodies.known(request.originalUrl);
    if (known !== undefined) return send(known, request, reply);
    return this.#make(request).then((body) => send(body, request, reply));
  }

  @Get('changes')
  @Header('cache-control', 'no-cache')
  @Operation({
    summary: 'Read how the advice changed, and why: where calls went at a time',
    tag: 'routing',
    responses: { 200: changesSchema },
  })
  read(@Query({ schema: changesQuery }) query: ChangesQuery): z.input<typeof changesSchema> {
    const { pool, target, at, limit, cursor } = query;
    assertNamesExist({ pool, target }, this.board.directory);
    const found = this.changes.read({
      pool: pool ?? null,
      target: target ?? null,
      at: at === undefined ? null : Date.parse(at),
      before: cursor === undefined ? null : Number(cursor),
      limit,
    });
    const items = found.slice(0, limit);
    const hasMore = found.length > limit;
    return { items: items.map(changeView), next_cursor: hasMore ? String(items.at(-1)!.number) : null };
  }

  async #make(request: Question): Promise<CachedBody> {
    const metadata = { type: 'query', schema: routingQuery } as const;
    const query = await validation.transform<RoutingQuery>(request.query as RoutingQuery, metadata);
    assertNamesExist(query, this.board.directory);
    return this.bodies.make(request.originalUrl, query)!;
  }
}

const validation = new SchemaPipe();

function send(body: CachedBody, request: Question, reply: Reply): void {
  reply.header('etag', body.etag).header('cache-control', 'no-cache');
  if (request.headers['if-none-match'] === body.etag) reply.status(304).send();
  else reply.header('content-type', 'application/json; charset=utf-8').send(body.bytes);
}
