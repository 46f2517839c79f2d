import { HttpCode, Param, Post } from '@nestjs/common';
import { HealthRegistry } from '../health/health-registry.ts';
import { unknownTarget } from '../health/report/integration.controller.ts';
import { Operation } from '../openapi/operation.ts';
import { Endpoints } from '../problems/endpoints.ts';
import { Problem } from '../problems/problem.ts';
import { checkAnswer, checkAnswerSchema } from './check-answer.ts';
import { Monitor } from './monitor.ts';

const NEVER_PROBED =
  'the settings do not name this target: it is watched by its calls alone, and never probed';

/** Probing on demand. */
@Endpoints('health/integration/providers')
export class CheckController {
  constructor(
    private readonly registry: HealthRegistry,
    private readonly monitor: Monitor,
  ) {}

  @Post(':id/check')
  @HttpCode(200)
  @Operation({
    summary: 'Probe a target now, or join the probe under way',
    tag: 'health',
    params: { id: 'Id of the target; a slash in it is URL-encoded' },
    responses: { 200: checkAnswerSchema, 404: 'problem', 409: 'problem' },
  })
  async check(@Param('id') id: string) {
    const state = this.registry.get(id);
    if (state === undefined) throw unknownTarget(id);
    if (state.target.isAdopted === true) throw new Problem({ status: 409, detail: NEVER_PROBED });
    return checkAnswer(state, await this.monitor.checkNow(state));
  }
}
