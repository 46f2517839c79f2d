import { Get, Header, Headers, Res } from '@nestjs/common';
import { Clock } from '../../clock/clock.ts';
import { Operation } from '../../openapi/operation.ts';
import { Endpoints } from '../../problems/endpoints.ts';
import type { Reply } from '../../problems/reply.ts';
import { apiHealthSchema, apiHealthView, healthJsonView } from './api-health.view.ts';
import { ComponentWatch } from './component-watch.ts';

const HEALTH_JSON = 'application/health+json';
const UNAVAILABLE = 503;

/** How this process and what it needs were when last looked at. */
@Endpoints('api/health')
export class ComponentsController {
  constructor(
    private readonly watch: ComponentWatch,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'Read how this process and what it needs are',
    description:
      'From memory: components are looked at in the background. 503 while a critical one is unhealthy; providers ' +
      `being down is no fault of this process. With \`Accept: ${HEALTH_JSON}\` in that form.`,
    tag: 'System',
    responses: {
      200: { content: { 'application/json': apiHealthSchema, [HEALTH_JSON]: null } },
      503: { content: { 'application/json': apiHealthSchema, [HEALTH_JSON]: null } },
    },
  })
  health(@Headers('accept') accept: string | undefined, @Res({ passthrough: true }) reply: Reply): object {
    const body = apiHealthView(this.watch.states, this.clock.now());
    if (body.status === 'unhealthy') reply.status(UNAVAILABLE);
    if (accept?.includes(HEALTH_JSON) !== true) return body;
    reply.header('content-type', HEALTH_JSON);
    return healthJsonView(body);
  }
}
