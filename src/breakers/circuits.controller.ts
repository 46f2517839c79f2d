import { Body, Get, Header, HttpCode, Param, Post } from '@nestjs/common';
import type { z } from 'zod';
import { Clock } from '../clock/clock.ts';
import { unknownTarget } from '../health/report/integration.controller.ts';
import { Operation, type OperationDoc } from '../openapi/operation.ts';
import { Endpoints } from '../problems/endpoints.ts';
import { Problem } from '../problems/problem.ts';
import { circuitBody } from './circuit-body.ts';
import { CircuitBreakers, type CircuitView } from './circuit-breakers.ts';
import {
  type CircuitBody,
  circuitListSchema,
  circuitSchema,
  MAX_OVERRIDE_MS,
  overrideBody,
  type OverrideBody,
  resetBody,
} from './circuits.schema.ts';

const UNNAMED = 'by an operator';

/** Reading circuits, and overriding them by hand. */
@Endpoints('health/integration/circuits')
export class CircuitsController {
  constructor(
    private readonly circuits: CircuitBreakers,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Header('cache-control', 'no-cache')
  @Operation({
    summary: 'Read the circuit of every target',
    tag: 'circuits',
    responses: { 200: circuitListSchema },
  })
  list(): z.infer<typeof circuitListSchema> {
    return { items: this.circuits.list().map(circuitBody) };
  }

  @Post(':id/open')
  @HttpCode(200)
  @Operation(overriding('Force a circuit open: no advice names the target, guarded calls are refused'))
  open(@Param('id') id: string, @Body({ schema: overrideBody }) body: OverrideBody): CircuitBody {
    return this.#force(id, 'open', body);
  }

  @Post(':id/close')
  @HttpCode(200)
  @Operation(overriding('Force a circuit closed, whatever the evidence'))
  close(@Param('id') id: string, @Body({ schema: overrideBody }) body: OverrideBody): CircuitBody {
    return this.#force(id, 'closed', body);
  }

  @Post(':id/reset')
  @HttpCode(200)
  @Operation(overriding('Close a circuit and let health and calls decide again'))
  reset(@Param('id') id: string, @Body({ schema: resetBody }) body: z.infer<typeof resetBody>): CircuitBody {
    return shown(id, this.circuits.reset(id, body?.reason ?? UNNAMED));
  }

  #force(id: string, state: 'open' | 'closed', body: OverrideBody): CircuitBody {
    const forMs = this.#duration(body);
    return shown(id, this.circuits.force(id, state, { reason: body?.reason ?? UNNAMED, forMs }));
  }

  /** Milliseconds that the override holds; null until reset. */
  #duration(body: OverrideBody): number | null {
    if (body?.expires_in_seconds !== undefined) return body.expires_in_seconds * 1000;
    if (body?.expires_at === undefined) return null;
    const forMs = Date.parse(body.expires_at) - this.clock.now();
    if (forMs > 0 && forMs <= MAX_OVERRIDE_MS) return forMs;
    const rule = forMs > 0 ? 'at most 30 days ahead' : 'in the future';
    const errors = [{ field: 'expires_at', rule, value: body.expires_at }];
    throw new Problem({ status: 400, title: 'Invalid body', detail: '1 field is wrong', errors });
  }
}

function overriding(summary: string): OperationDoc {
  return {
    summary,
    tag: 'circuits',
    params: { id: 'Id of the target; a slash in it is URL-encoded' },
    responses: { 200: circuitSchema, 404: 'problem' },
  };
}

function shown(id: string, view: CircuitView | null): CircuitBody {
  if (view === null) throw unknownTarget(id);
  return circuitBody(view);
}
