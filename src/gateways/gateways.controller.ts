import { createHash } from 'node:crypto';
import { Get, Query, Req, Res } from '@nestjs/common';
import { stringify } from 'yaml';
import { Operation } from '../openapi/operation.ts';
import { Endpoints } from '../problems/endpoints.ts';
import type { Asking, Reply } from '../problems/reply.ts';
import { discoveryResponse, loadAssignment } from './envoy.ts';
import { discoverySchema } from './envoy.schema.ts';
import { GatewayAdvice, type PoolQuestion } from './gateway-advice.ts';
import { type LiteLlmQuery, litellmQuery, poolQuery, type PoolQuery } from './gateways.schema.ts';
import { litellmConfig } from './litellm.ts';
import { litellmSchema } from './litellm.schema.ts';
import { nginxUpstream } from './nginx.ts';

const JSON_TYPE = 'application/json; charset=utf-8';
const TEXT_TYPE = 'text/plain; charset=utf-8';
const YAML_TYPE = 'application/yaml; charset=utf-8';

/** The advice in the form that gateways understand; 304 while it is what they have. */
@Endpoints('health/integration/routing/gateways')
export class GatewaysController {
  constructor(private readonly advice: GatewayAdvice) {}

  @Get('litellm')
  @Operation({
    summary: 'Read a pool as a model list of LiteLLM',
    tag: 'gateways',
    responses: {
      200: { content: { 'application/json': litellmSchema, 'application/yaml': null } },
      304: 'empty',
      503: 'problem',
    },
  })
  litellm(
    @Query({ schema: litellmQuery }) { format, ...query }: LiteLlmQuery,
    @Req() request: Asking,
    @Res() reply: Reply,
  ): void {
    const { pool, seats, isPanic } = this.advice.ask(questionOf(query));
    const model = query.model ?? this.advice.modelOf(pool);
    const config = litellmConfig(pool, seats, { model, isPanic });
    const { model_list, router_settings } = config;
    if (format === 'json') send(JSON.stringify(config), JSON_TYPE, request, reply);
    else send(stringify({ model_list, router_settings }), YAML_TYPE, request, reply);
  }

  @Get('envoy')
  @Operation({
    summary: 'Read a pool as endpoints of an Envoy cluster (EDS)',
    tag: 'gateways',
    responses: { 200: discoverySchema, 304: 'empty', 503: 'problem' },
  })
  envoy(@Query({ schema: poolQuery }) query: PoolQuery, @Req() request: Asking, @Res() reply: Reply): void {
    const { pool, places } = this.advice.ask(questionOf(query));
    const answer = discoveryResponse(this.advice.version, [loadAssignment(pool, places)]);
    send(JSON.stringify(answer), JSON_TYPE, request, reply);
  }

  @Get('nginx')
  @Operation({
    summary: 'Read a pool as an upstream block of nginx',
    tag: 'gateways',
    responses: { 200: { content: { 'text/plain': null } }, 304: 'empty', 503: 'problem' },
  })
  nginx(@Query({ schema: poolQuery }) query: PoolQuery, @Req() request: Asking, @Res() reply: Reply): void {
    const { pool, places, isPanic } = this.advice.ask(questionOf(query));
    send(nginxUpstream(pool, places, isPanic), TEXT_TYPE, request, reply);
  }
}

function questionOf({ model, strategy, ...query }: PoolQuery): PoolQuestion {
  return { ...query, model: model ?? null, strategy: strategy ?? null };
}

function send(body: string, type: string, request: Asking, reply: Reply): void {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  reply.header('etag', etag).header('cache-control', 'no-cache');
  if (request.headers['if-none-match'] === etag) reply.status(304).send();
  else reply.header('content-type', type).send(body);
}
