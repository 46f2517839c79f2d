import { Body, Delete, Get, Header, HttpCode, Param, Post, Query } from '@nestjs/common';
import { Clock, type EpochMs } from '../../clock/clock.ts';
import { Operation } from '../../openapi/operation.ts';
import { Endpoints } from '../../problems/endpoints.ts';
import { Problem } from '../../problems/problem.ts';
import { shownText } from '../../problems/shown-value.ts';
import type { Acknowledgement } from '../alert.ts';
import { AlertEngine } from '../engine/alert-engine.ts';
import { AlertReader } from './alert-reader.ts';
import {
  acknowledgeBody,
  type AcknowledgeBody,
  alertListSchema,
  alertSchema,
  alertsQuery,
  type AlertBody,
  type AlertsQuery,
} from './alert.schema.ts';
import { futureOf } from './expiry.ts';

const PARAMS = { id: 'Id of an alert' };

/** What people should know of, whether they were told, and if not, why. */
@Endpoints('health/integration/alerts')
export class AlertsController {
  constructor(
    private readonly reader: AlertReader,
    private readonly engine: AlertEngine,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Header('cache-control', 'no-cache')
  @Operation({
    summary: 'Read alerts, with what was told of them and why not',
    tag: 'alerts',
    responses: { 200: alertListSchema, 503: 'problem' },
  })
  list(@Query({ schema: alertsQuery }) query: AlertsQuery) {
    return this.reader.list(query);
  }

  @Get(':id')
  @Header('cache-control', 'no-cache')
  @Operation({
    summary: 'Read one alert',
    tag: 'alerts',
    params: PARAMS,
    responses: { 200: alertSchema, 404: 'problem', 503: 'problem' },
  })
  async read(@Param('id') id: string): Promise<AlertBody> {
    return (await this.reader.one(id)) ?? unknownAlert(id);
  }

  @Post(':id/acknowledge')
  @HttpCode(200)
  @Operation({
    summary: 'Say that somebody has it in hand: no reminders and no escalation from now on',
    tag: 'alerts',
    params: PARAMS,
    responses: { 200: alertSchema, 404: 'problem', 409: 'problem' },
  })
  acknowledge(
    @Param('id') id: string,
    @Body({ schema: acknowledgeBody }) body: AcknowledgeBody,
  ): Promise<AlertBody> {
    const now = this.clock.now();
    const { by, note, sticky } = body;
    const expiresAt = expiryOf(body, now);
    return this.#set(id, { by, note: note ?? null, at: now, expiresAt, isSticky: sticky });
  }

  @Delete(':id/acknowledge')
  @Operation({
    summary: 'Take an acknowledgement back: it is told again',
    tag: 'alerts',
    params: PARAMS,
    responses: { 200: alertSchema, 404: 'problem', 409: 'problem' },
  })
  unacknowledge(@Param('id') id: string): Promise<AlertBody> {
    return this.#set(id, null);
  }

  async #set(id: string, acknowledgement: Acknowledgement | null): Promise<AlertBody> {
    const alert = this.engine.acknowledge(id, acknowledgement);
    const shown = await this.read(id);
    if (alert !== undefined) return shown;
    throw new Problem({
      status: 409,
      title: 'Alert is over',
      detail: `the alert "${shownText(id)}" is over, and nobody need take it up`,
      errors: [{ field: 'id', rule: 'the id of an alert that is open', value: shownText(id) }],
    });
  }
}

function expiryOf(body: AcknowledgeBody, now: EpochMs): EpochMs | null {
  if (body.expires_in_seconds !== undefined) return now + body.expires_in_seconds * 1000;
  return body.expires_at === undefined ? null : futureOf('expires_at', body.expires_at, now);
}

function unknownAlert(id: string): never {
  throw new Problem({
    status: 404,
    title: 'Unknown alert',
    detail: `there is no alert "${shownText(id)}"`,
    errors: [{ field: 'id', rule: 'the id of an alert', value: shownText(id) }],
  });
}
