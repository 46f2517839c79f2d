import { Body, Get, Header, Headers, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { z } from 'zod';
import { Clock } from '../../clock/clock.ts';
import { Operation } from '../../openapi/operation.ts';
import { Endpoints } from '../../problems/endpoints.ts';
import { Problem } from '../../problems/problem.ts';
import { shownText } from '../../problems/shown-value.ts';
import { HostCheckLog } from '../host/host-check-log.ts';
import { QueueFullError, QueueUnreachableError, TaskQueue } from './task-queue.ts';
import {
  enqueueBody,
  enqueuedSchema,
  hostChecksQuery,
  hostChecksSchema,
  taskSchema,
  taskView,
} from './tasks.schema.ts';

const A_DAY_MS = 86_400_000;
const MAX_KEY_CHARACTERS = 200;
/** chosen: a Redis that restarts is back within seconds. */
const UNREACHABLE_RETRY_SECONDS = 5;

/** Work that a worker does apart from answering requests. */
@Endpoints('system/maintenance')
export class MaintenanceController {
  constructor(
    private readonly queue: TaskQueue,
    private readonly log: HostCheckLog,
    private readonly clock: Clock,
  ) {}

  @Post('health-check')
  @HttpCode(202)
  @Operation({
    summary: 'Have a worker check this host',
    description:
      'Memory, disk, CPU, event loop, uptime and network. The same `Idempotency-Key` gives the same task. 503 with ' +
      '`Retry-After` while too many tasks wait, or the queue does not answer.',
    tag: 'System',
    responses: { 202: enqueuedSchema, 503: 'problem' },
  })
  async check(
    @Body({ schema: enqueueBody }) body: z.output<typeof enqueueBody>,
    @Headers('idempotency-key') key: string | undefined,
  ): Promise<z.output<typeof enqueuedSchema>> {
    const priority = body?.priority ?? 'normal';
    const request = { kind: 'health_check', priority, idempotencyKey: keyOf(key) } as const;
    const { id, state } = await answered(() => this.queue.enqueue(request));
    return { task_id: id, status: state };
  }

  @Get('tasks/:task_id')
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'Read a task and its result',
    tag: 'System',
    params: { task_id: 'As it was given when the task was queued' },
    responses: { 200: taskSchema, 404: 'problem', 503: 'problem' },
  })
  async task(@Param('task_id') id: string): Promise<z.input<typeof taskSchema>> {
    const task = await answered(() => this.queue.find(id));
    if (task !== null) return taskView(task);
    const value = shownText(id);
    throw new Problem({
      status: 404,
      title: 'Unknown task',
      detail: `there is no task "${value}", or its time is over`,
      errors: [{ field: 'task_id', rule: 'the id of a task', value }],
    });
  }

  @Get('health-checks')
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'Read the host checks of the past',
    description: 'Newest first.',
    tag: 'System',
    responses: { 200: hostChecksSchema, 503: 'problem' },
  })
  async past(
    @Query({ schema: hostChecksQuery }) query: z.output<typeof hostChecksQuery>,
  ): Promise<z.input<typeof hostChecksSchema>> {
    const to = query.to === undefined ? this.clock.now() + 1 : Date.parse(query.to);
    const from = query.from === undefined ? to - A_DAY_MS : Date.parse(query.from);
    const entries = await this.#entries(from, to, query.limit);
    return { items: entries.map(({ taskId, report }) => ({ task_id: taskId, ...report })) };
  }

  async #entries(from: number, to: number, limit: number) {
    try {
      return await this.log.list({ from, to, limit });
    } catch (error) {
      throw unavailable('the history store does not answer', UNREACHABLE_RETRY_SECONDS, error);
    }
  }
}

function keyOf(key: string | undefined): string | null {
  if (key === undefined) return null;
  if (key.length > 0 && key.length <= MAX_KEY_CHARACTERS) return key;
  const rule = `1 to ${MAX_KEY_CHARACTERS} characters`;
  const errors = [{ field: 'idempotency-key', rule, value: shownText(key) }];
  throw new Problem({ status: 400, title: 'Invalid header', detail: '1 field is wrong', errors });
}

async function answered<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    // Nothing is broken: nobody needs to read of it in the log.
    if (error instanceof QueueFullError) throw unavailable(error.message, error.retryAfterSeconds);
    if (error instanceof QueueUnreachableError) {
      throw unavailable(error.message, UNREACHABLE_RETRY_SECONDS, error);
    }
    throw error;
  }
}

function unavailable(detail: string, retryAfterSeconds: number, cause?: unknown): Problem {
  const headers = { 'retry-after': String(retryAfterSeconds) };
  return new Problem({ status: 503, title: 'Task queue unavailable', detail, headers, cause });
}
