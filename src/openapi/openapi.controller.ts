import { Controller, Get, Header, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Problem } from '../problems/problem.ts';
import { ApiDescription } from './api-description.ts';
import { Operation } from './operation.ts';
import { referenceFile, referencePage } from './reference.ts';

const TAG = 'API reference';

@Controller()
export class OpenApiController {
  readonly #api: ApiDescription;

  constructor(api: ApiDescription) {
    this.#api = api;
  }

  @Get('openapi.json')
  @Header('content-type', 'application/json; charset=utf-8')
  @Header('cache-control', 'no-cache')
  @Operation({
    summary: 'Read the OpenAPI document',
    tag: TAG,
    responses: { 200: { content: { 'application/json': null } } },
  })
  document(): Promise<Buffer> {
    return this.#api.document();
  }

  @Get('docs')
  @Header('content-type', referencePage.mediaType)
  @Header('cache-control', 'no-cache')
  @Operation({
    summary: 'Read the API reference in a browser',
    tag: TAG,
    responses: { 200: { content: { 'text/html': null } } },
  })
  page(): Buffer {
    return referencePage.bytes;
  }

  @Get('docs/:file')
  @Header('cache-control', 'public, max-age=3600')
  @Operation({
    summary: 'Read a file of the API reference',
    tag: TAG,
    params: { file: 'Name of a script or style sheet' },
    responses: { 200: { content: { 'text/javascript': null, 'text/css': null } }, 404: 'problem' },
  })
  async file(@Param('file') name: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<Buffer> {
    const file = await referenceFile(name);
    if (file === null) throw new Problem({ status: 404, detail: 'the API reference has no such file' });
    reply.type(file.mediaType);
    return file.bytes;
  }
}
