import { Get, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Access } from '../../access/requirement.ts';
import { Entrance } from '../../access/entrance.ts';
import { HealthRegistry } from '../../health/health-registry.ts';
import { Operation } from '../../openapi/operation.ts';
import { Endpoints } from '../../problems/endpoints.ts';
import { Problem } from '../../problems/problem.ts';
import { AdviceBoard } from '../../routing/advice/advice-board.ts';
import { LiveHub } from '../live-hub.ts';
import { liveQuery } from '../live.schema.ts';
import { SocketDoor } from './socket-door.ts';

/** The same events over a WebSocket. Where an application leaves our routes out, it has this one neither. */
@Endpoints('health/integration/ws')
@Access('read', { tokenInQuery: true })
export class LiveSocketController implements OnApplicationBootstrap {
  readonly #logger = new Logger('live');

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly hub: LiveHub,
    private readonly registry: HealthRegistry,
    private readonly board: AdviceBoard,
    private readonly entrance: Entrance,
  ) {}

  /** An application without a server has no door. */
  onApplicationBootstrap(): void {
    const { httpAdapter } = this.host as Partial<HttpAdapterHost>;
    if (httpAdapter === undefined) return;
    const door = new SocketDoor({
      hub: this.hub,
      registry: this.registry,
      board: this.board,
      entrance: this.entrance,
      onError: (error) => this.#logger.error({ err: error }, 'a WebSocket could not be taken in'),
    });
    door.open(httpAdapter.getHttpServer());
  }

  @Get()
  @Operation({
    summary: 'Hear the same over a WebSocket, a message for each event',
    description: 'A client may send `{"resume": ID}`, and is told again what came behind that event.',
    tag: 'live',
    query: liveQuery,
    responses: { 101: 'empty', 404: 'problem', 426: 'problem', 503: 'problem' },
  })
  upgrade(): never {
    throw new Problem({
      status: 426,
      detail: 'this is a WebSocket; the same is at /health/integration/events for who has none',
      headers: { upgrade: 'websocket' },
    });
  }
}
