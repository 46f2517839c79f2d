import { randomUUID } from 'node:crypto';
import { Body, Delete, Get, Header, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { z } from 'zod';
import { Clock, type EpochMs } from '../../clock/clock.ts';
import { Operation } from '../../openapi/operation.ts';
import { Endpoints } from '../../problems/endpoints.ts';
import { Problem } from '../../problems/problem.ts';
import { shownText } from '../../problems/shown-value.ts';
import { AlertEngine } from '../engine/alert-engine.ts';
import type { Silence } from '../suppression/silence.ts';
import { futureOf, wrongField } from './expiry.ts';
import {
  silenceBody,
  type SilenceBody,
  silenceListSchema,
  silenceSchema,
  silencesQuery,
  type SilenceView,
} from './silence.schema.ts';

const PARAMS = { id: 'Id of a silence' };

/** Who wants to hear nothing of what, and when. */
@Endpoints('health/integration/silences')
export class SilencesController {
  constructor(
    private readonly engine: AlertEngine,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Header('cache-control', 'no-cache')
  @Operation({
    summary: 'Read silences and maintenance windows',
    tag: 'alerts',
    responses: { 200: silenceListSchema },
  })
  list(@Query({ schema: silencesQuery }) { state }: z.output<typeof silencesQuery>) {
    const all = this.engine.silences.list().map((silence) => this.#show(silence));
    return { items: all.filter((each) => state === 'all' || each.state === state) };
  }

  @Get(':id')
  @Header('cache-control', 'no-cache')
  @Operation({
    summary: 'Read one silence',
    tag: 'alerts',
    params: PARAMS,
    responses: { 200: silenceSchema, 404: 'problem' },
  })
  read(@Param('id') id: string): SilenceView {
    return this.#show(this.engine.silences.get(id) ?? unknownSilence(id));
  }

  @Post()
  @HttpCode(201)
  @Operation({
    summary:
      'Hold back what is told of the alerts that match; what was told before is told to be over afterwards',
    tag: 'alerts',
    responses: { 201: silenceSchema },
  })
  create(@Body({ schema: silenceBody }) body: SilenceBody): SilenceView {
    const silence = silenceFrom(body, this.clock.now());
    this.engine.silences.put(silence);
    return this.#show(silence);
  }

  @Delete(':id')
  @Operation({
    summary: 'End a silence now',
    tag: 'alerts',
    params: PARAMS,
    responses: { 200: silenceSchema, 404: 'problem' },
  })
  expire(@Param('id') id: string): SilenceView {
    return this.#show(this.engine.silences.expire(id, this.clock.now()) ?? unknownSilence(id));
  }

  #show(silence: Silence): SilenceView {
    const { id, matchers, from, until, by, comment, recurrence, createdAt, updatedAt } = silence;
    const now = this.clock.now();
    const { silences } = this.engine;
    const occurrence = silences.occurrenceOf(id, now);
    return {
      id,
      state: silences.stateOf(id, now),
      matchers: matchers.map(({ name, value, isRegex, isEqual }) => ({
        name,
        value,
        is_regex: isRegex,
        is_equal: isEqual,
      })),
      from: iso(from),
      until: until === null ? null : iso(until),
      by,
      comment,
      schedule:
        recurrence === null
          ? null
          : {
              weekdays: [...recurrence.weekdays],
              starts_at: recurrence.startsAt,
              duration_seconds: recurrence.durationMs / 1000,
              time_zone: recurrence.timeZone,
            },
      occurrence: occurrence === null ? null : { from: iso(occurrence.from), to: iso(occurrence.to) },
      created_at: iso(createdAt),
      updated_at: iso(updatedAt),
    };
  }
}

function silenceFrom(body: SilenceBody, now: EpochMs): Silence {
  const from = body.from === undefined ? now : Date.parse(body.from);
  const { schedule } = body;
  return {
    id: `sil_${randomUUID()}`,
    matchers: body.matchers.map(({ name, value, is_regex: isRegex, is_equal: isEqual }) => ({
      name,
      value,
      isRegex,
      isEqual,
    })),
    from,
    until: endOf(body, from, now),
    recurrence:
      schedule === undefined
        ? null
        : {
            weekdays: schedule.weekdays,
            startsAt: schedule.starts_at,
            durationMs: schedule.duration_seconds * 1000,
            timeZone: schedule.time_zone,
          },
    by: body.by,
    comment: body.comment,
    createdAt: now,
    updatedAt: now,
  };
}

function endOf(body: SilenceBody, from: EpochMs, now: EpochMs): EpochMs | null {
  if (body.duration_seconds !== undefined) return from + body.duration_seconds * 1000;
  if (body.until === undefined) return null;
  const until = futureOf('until', body.until, now);
  if (until <= from) throw wrongField('until', 'after from', body.until);
  return until;
}

function unknownSilence(id: string): never {
  throw new Problem({
    status: 404,
    title: 'Unknown silence',
    detail: `there is no silence "${shownText(id)}"`,
    errors: [{ field: 'id', rule: 'the id of a silence', value: shownText(id) }],
  });
}

function iso(at: EpochMs): string {
  return new Date(at).toISOString();
}
