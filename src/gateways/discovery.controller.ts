import { Body, HttpCode, Logger, Param, Post, Res } from '@nestjs/common';
import { Access } from '../access/requirement.ts';
import { Operation } from '../openapi/operation.ts';
import { Endpoints } from '../problems/endpoints.ts';
import { Problem } from '../problems/problem.ts';
import type { Reply } from '../problems/reply.ts';
import { DEFAULT_POOL } from '../settings/routing-settings.ts';
import { discoveryResponse, loadAssignment } from './envoy.ts';
import { discoveryRequest, type DiscoveryRequest, discoverySchema } from './envoy.schema.ts';
import { GatewayAdvice } from './gateway-advice.ts';

const SHOWN_CHARACTERS = 500;

/**
 * Envoy's endpoint discovery over REST. The path is Envoy's; what looks like a parameter in it is one to routers too, and
 * takes the only value that Envoy asks for.
 */
@Endpoints('v3')
export class DiscoveryController {
  readonly #logger = new Logger('gateways');
  #refusal: string | null = null;

  constructor(private readonly advice: GatewayAdvice) {}

  @Post('discovery:endpoints')
  @HttpCode(200)
  @Access('read')
  @Operation({
    summary: 'Discover the endpoints of clusters that are named as pools (Envoy, REST)',
    tag: 'gateways',
    params: { endpoints: '`:endpoints`, colon included' },
    responses: { 200: discoverySchema, 304: 'empty', 404: 'problem', 503: 'problem' },
  })
  discover(
    @Param('endpoints') what: string,
    @Body({ schema: discoveryRequest }) { pools, version, refusal }: DiscoveryRequest,
    @Res() reply: Reply,
  ): void {
    if (what !== ':endpoints')
      throw new Problem({ status: 404, detail: 'only endpoints are discovered here' });
    this.#noteRefusal(refusal);
    const current = this.advice.version;
    // Envoy asks for the same clusters with every version that it has
    if (version === current) return void reply.status(304).send();
    const names = pools.length === 0 ? [DEFAULT_POOL] : [...new Set(pools)];
    const found = names.map((pool) => this.advice.ask({ pool }));
    const assignments = found.map(({ pool, places }) => loadAssignment(pool, places));
    reply
      .header('content-type', 'application/json; charset=utf-8')
      .send(JSON.stringify(discoveryResponse(current, assignments)));
  }

  /** Envoy says with every request why it did not take the answer before; once is enough. */
  #noteRefusal(refusal: string | null): void {
    if (refusal !== null && refusal !== this.#refusal) {
      this.#logger.warn({ refusal: refusal.slice(0, SHOWN_CHARACTERS) }, 'endpoints refused by envoy');
    }
    this.#refusal = refusal;
  }
}
