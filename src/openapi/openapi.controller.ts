import { Get, Header, Param, Res } from '@nestjs/common';
import { Access } from '../access/requirement.ts';
import { Endpoints } from '../problems/endpoints.ts';
import { Problem } from '../problems/problem.ts';
import type { Reply } from '../problems/reply.ts';
import { ApiDescription } from './api-description.ts';
import { Operation } from './operation.ts';
import { referenceFile, referencePage } from './reference.ts';

const TAG = 'API reference';

@Endpoints()
@Access('open')
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
  async document(@Res() reply: Reply): Promise<void> {
    reply.send(await this.#api.document());
  }

  @Get('docs')
  @Header('content-type', referencePage.mediaType)
  @Header('cache-control', 'no-cache')
  @Operation({
    summary: 'Read the API reference in a browser',
    tag: TAG,
    responses: { 200: { content: { 'text/html': null } } },
  })
  page(@Res() reply: Reply): void {
    reply.send(referencePage.bytes);
  }

  @Get('docs/:file')
  @Header('cache-control', 'public, max-age=3600')
  @Operation({
    summary: 'Read a file of the API reference',
    tag: TAG,
    params: { file: 'Name of a script or style sheet' },
    responses: { 200: { content: { 'text/javascript': null, 'text/css': null } }, 404: 'problem' },
  })
  async file(@Param('file') name: string, @Res() reply: Reply): Promise<void> {
    const file = await referenceFile(name);
    if (file === null) throw new Problem({ status: 404, detail: 'the API reference has no such file' });
    reply.type(file.mediaType).send(file.bytes);
  }
}
