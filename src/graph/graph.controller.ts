import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { Operation } from '../openapi/operation.ts';
import { GraphBodies } from './graph-bodies.ts';
import { graphQuery, graphSchema } from './graph.schema.ts';

@Controller('health/integration/graph')
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
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Buffer | undefined {
    const { bytes, etag, contentType } = this.#bodies.get(format);
    reply.header('etag', etag).header('cache-control', 'no-cache');
    if (known === etag) {
      reply.status(304);
      return undefined;
    }
    reply.header('content-type', contentType);
    return bytes;
  }
}
