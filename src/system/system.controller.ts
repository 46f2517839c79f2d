import { Get, Header, Res } from '@nestjs/common';
import { type z } from 'zod';
import { Access } from '../access/requirement.ts';
import { Operation } from '../openapi/operation.ts';
import { Endpoints } from '../problems/endpoints.ts';
import type { Reply } from '../problems/reply.ts';
import { Readiness } from './readiness.ts';
import { livenessSchema, readinessSchema } from './system.schema.ts';
import { VERSION } from '../settings/version.ts';
import { uptimeSeconds } from './uptime.ts';

@Endpoints()
@Access('open')
export class SystemController {
  readonly #readiness: Readiness;

  constructor(readiness: Readiness) {
    this.#readiness = readiness;
  }

  @Get(['health/live', 'api/health/live'])
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'Tell whether this process runs',
    description: '200 while the process runs and its event loop turns.',
    tag: 'System',
    responses: { 200: livenessSchema },
  })
  live(): z.output<typeof livenessSchema> {
    return { status: 'alive', ...age() };
  }

  @Get(['health/ready', 'api/health/ready'])
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'Tell whether requests should be sent to this process',
    description: '503 with a reason while starting and stopping, and while a critical part of it fails.',
    tag: 'System',
    responses: { 200: readinessSchema, 503: readinessSchema },
  })
  ready(@Res({ passthrough: true }) reply: Reply): z.output<typeof readinessSchema> {
    this.#readiness.noteAsked(performance.now());
    const { reason } = this.#readiness;
    reply.status(reason === null ? 200 : 503);
    return { status: reason === null ? 'ready' : 'not_ready', reason, ...age() };
  }
}

function age(): { uptime_seconds: number; version: string } {
  return { uptime_seconds: uptimeSeconds(), version: VERSION };
}
