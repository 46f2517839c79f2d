import { Get, Headers, Query, Res } from '@nestjs/common';
import type { z } from 'zod';
import { Operation } from '../openapi/operation.ts';
import { Endpoints } from '../problems/endpoints.ts';
import type { Reply } from '../problems/reply.ts';
import { GraphBodies } from './graph-bodies.ts';
import { graphQuery, graphSchema } from './graph.schema.ts';

@Endpoints('health/integration/graph')
export class GraphController {
  readonly #bodies: GraphBodies;

  constructor(bodies: GraphBodies) {
    this.#bodies = bodies;
  }

  @Get()
  @Operation({
    summary: 'Read what depends on what, and what a failure of each would do',
    tag: 'graph',
    responses: {
      200: {
        content: { 'application/json': graphSchema, 'text/vnd.mermaid': null, 'text/vnd.graphviz': null },
      },
      304: 'empty',
    },
  })
  read(
    @Query({ schema: graphQuery }) { format }: z.output<typeof graphQuery>,
    @Headers('if-none-match') known: string | undefined,
    @Res() reply: Reply,
  ): void {
    const { bytes, etag, contentType } = this.#bodies.get(format);
    reply.header('etag', etag).header('cache-control', 'no-cache');
    if (known === etag) reply.status(304).send();
    else reply.header('content-type', contentType).send(bytes);
  }
}
