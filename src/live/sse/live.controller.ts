import { Get, Headers, Query, Req, Res } from '@nestjs/common';
import { Access } from '../../access/requirement.ts';
import { HealthRegistry } from '../../health/health-registry.ts';
import { Operation } from '../../openapi/operation.ts';
import { Endpoints } from '../../problems/endpoints.ts';
import { type Asking, type Reply, responseOf } from '../../problems/reply.ts';
import { AdviceBoard } from '../../routing/advice/advice-board.ts';
import { LiveHub } from '../live-hub.ts';
import { assertAskable, noRoom } from '../live-refusals.ts';
import { filterOf, liveQuery, type LiveQuery } from '../live.schema.ts';
import { SseLine } from './sse-line.ts';

/** What happens, as it happens, to whoever can read a line of text. */
@Endpoints('health/integration/events')
@Access('read', { tokenInQuery: true })
export class LiveController {
  constructor(
    private readonly hub: LiveHub,
    readonly registry: HealthRegistry,
    readonly board: AdviceBoard,
  ) {}

  @Get()
  @Operation({
    summary: 'Hear what happens: a snapshot first, then events as Server-Sent Events',
    tag: 'live',
    responses: { 200: { content: { 'text/event-stream': null } }, 404: 'problem', 503: 'problem' },
  })
  listen(
    @Query({ schema: liveQuery }) query: LiveQuery,
    @Headers('last-event-id') lastId: string | undefined,
    @Req() request: Asking,
    @Res() reply: Reply,
  ): void {
    assertAskable(query, this);
    if (request.method === 'HEAD') {
      reply.type('text/event-stream').send();
      return;
    }
    if (!this.hub.admit()) throw noRoom();
    const line = openLine(reply);
    const listener = this.hub.join(line, filterOf(query), lastId ?? query.last_event_id ?? null);
    responseOf(reply)
      .on('drain', () => this.hub.drained(listener))
      .on('close', () => this.hub.leave(listener));
  }
}

/** Takes the answer over from the web framework, with the headers that it has set. */
function openLine(reply: Reply & Partial<Record<'hijack', () => unknown>>): SseLine {
  const headers = headersOf(reply);
  reply.hijack?.();
  const line = new SseLine(responseOf(reply));
  line.open(headers, Math.random());
  return line;
}

type HeadersSoFar = ReturnType<ReturnType<typeof responseOf>['getHeaders']>;

function headersOf(reply: Reply & { getHeaders?: () => HeadersSoFar }): HeadersSoFar {
  return reply.getHeaders?.() ?? responseOf(reply).getHeaders();
}
