import { Get, Headers, Param, Query, Res } from '@nestjs/common';
import type { z } from 'zod';
import { Operation } from '../../openapi/operation.ts';
import { Endpoints } from '../../problems/endpoints.ts';
import { Problem } from '../../problems/problem.ts';
import type { Reply } from '../../problems/reply.ts';
import type { CachedBody } from './body-cache.ts';
import { IntegrationReport } from './integration-report.ts';
import { integrationSchema, providerDetailSchema, strictQuery, summarySchema } from './integration.schema.ts';

const NOT_MODIFIED = 304;
const UNAVAILABLE = 503;

/** What DevOps read first. Reads never run a probe: they answer from memory. */
@Endpoints('health/integration')
export class IntegrationController {
  constructor(private readonly report: IntegrationReport) {}

  @Get()
  @Operation({
    summary: 'Read the state of every provider',
    tag: 'health',
    responses: { 200: integrationSchema, 304: 'empty', 503: integrationSchema },
  })
  whole(
    @Query({ schema: strictQuery }) query: z.infer<typeof strictQuery>,
    @Headers('if-none-match') known: string | undefined,
    @Res() reply: Reply,
  ): void {
    const isRefused = query.strict === 'true' && this.report.aggregate() === 'unhealthy';
    if (isRefused) reply.status(UNAVAILABLE);
    send(reply, this.report.whole(), isRefused ? undefined : known);
  }

  @Get('summary')
  @Operation({
    summary: 'Read the few fields that a status line needs',
    tag: 'health',
    responses: { 200: summarySchema, 304: 'empty' },
  })
  summary(@Headers('if-none-match') known: string | undefined, @Res() reply: Reply): void {
    send(reply, this.report.summary(), known);
  }

  @Get('providers/:id')
  @Operation({
    summary: 'Read one target in full',
    tag: 'health',
    params: { id: 'Id of the target; a slash in it is URL-encoded' },
    responses: { 200: providerDetailSchema, 404: 'problem' },
  })
  detail(@Param('id') id: string) {
    const detail = this.report.detail(id);
    if (detail === undefined) throw unknownTarget(id);
    return detail;
  }
}

/** Sends a body that is ready; the reader's copy is enough where it is the same. */
function send(reply: Reply, body: CachedBody, known: string | undefined): void {
  reply.header('etag', body.etag).header('cache-control', 'no-cache');
  if (known === body.etag) reply.status(NOT_MODIFIED).send();
  else reply.header('content-type', 'application/json; charset=utf-8').send(body.bytes);
}

export function unknownTarget(id: string): Problem {
  return new Problem({
    status: 404,
    title: 'Unknown target',
    detail: `nobody watches a target "${id}"`,
    errors: [{ field: 'id', rule: 'the id of a target in the settings', value: id }],
  });
}
