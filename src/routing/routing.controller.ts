import { Controller, Get, Header, Headers, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { CachedBody } from '../health/report/body-cache.ts';
import { Operation } from '../openapi/operation.ts';
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

/** What routers ask: whom to call, how often, and why the others not. */
@Controller('health/integration/routing')
export class RoutingController {
  constructor(
    private readonly board: AdviceBoard,
    private readonly bodies: AdviceBodies,
    private readonly changes: ChangeLog,
  ) {}

  @Get()
  @Operation({
    summary: 'Read whom to call now, and why the others are left out',
    tag: 'routing',
    responses: { 200: adviceSchema, 304: 'empty' },
  })
  advise(
    @Query({ schema: routingQuery }) query: RoutingQuery,
    @Headers('if-none-match') known: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): void {
    const body = this.bodies.known(request.url) ?? this.#make(request.url, query);
    reply.header('etag', body.etag).header('cache-control', 'no-cache');
    if (known === body.etag) reply.status(304).send();
    else reply.header('content-type', 'application/json; charset=utf-8').send(body.bytes);
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

  #make(text: string, query: RoutingQuery): CachedBody {
    assertNamesExist(query, this.board.directory);
    return this.bodies.make(text, query)!;
  }
}
