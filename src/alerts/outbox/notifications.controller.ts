import { Get, Header, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { z } from 'zod';
import { answerOf } from '../../history/query/store-answer.ts';
import { Operation } from '../../openapi/operation.ts';
import { Endpoints } from '../../problems/endpoints.ts';
import { Problem } from '../../problems/problem.ts';
import { shownText } from '../../problems/shown-value.ts';
import { AlertStore } from '../store/alert-store.ts';
import { notificationView } from './notification.view.ts';
import {
  messageIdParam,
  notificationsQuery,
  notificationsSchema,
  retrySchema,
} from './notifications.schema.ts';
import { Outbox, type RetryAnswer } from './outbox.ts';

const WHY_NOT: Readonly<Record<Exclude<RetryAnswer, 'retrying' | 'unknown'>, string>> = {
  not_waiting: 'it is delivered, or another message has taken its place',
  overtaken: 'its receiver has heard since that the alert is over',
};

/** What people are told, and what became of it. */
@Endpoints('health/integration/notifications')
export class NotificationsController {
  constructor(
    private readonly store: AlertStore,
    private readonly outbox: Outbox,
  ) {}

  @Get()
  @Header('cache-control', 'no-cache')
  @Operation({
    summary: 'Read the outbox: messages that wait, were delivered or were given up',
    tag: 'alerts',
    responses: { 200: notificationsSchema, 503: 'problem' },
  })
  async list(@Query({ schema: notificationsQuery }) query: z.output<typeof notificationsQuery>) {
    const { state, channel, limit, cursor } = query;
    const page = await answerOf(
      this.store.deliveries({ state, channelId: channel ?? null, limit, after: cursor ?? null }),
    );
    return { items: page.items.map(notificationView), next_cursor: page.next };
  }

  @Post(':id/retry')
  @HttpCode(202)
  @Operation({
    summary: 'Send a message at once that waits or was given up',
    tag: 'alerts',
    params: { id: 'Id of a message' },
    responses: { 202: retrySchema, 404: 'problem', 409: 'problem', 503: 'problem' },
  })
  async retry(@Param('id', { schema: messageIdParam }) id: string) {
    const answer = await answerOf(this.outbox.retry(id));
    if (answer === 'retrying') return { id, status: answer };
    const value = shownText(id);
    if (answer === 'unknown') {
      throw new Problem({
        status: 404,
        title: 'Unknown notification',
        detail: `there is no message "${value}" in the outbox`,
        errors: [{ field: 'id', rule: 'the id of a message in the outbox', value }],
      });
    }
    throw new Problem({
      status: 409,
      title: 'Not to be sent again',
      detail: `the message "${value}" is not sent again: ${WHY_NOT[answer]}`,
      errors: [{ field: 'id', rule: 'the id of a message that waits or was given up', value }],
    });
  }
}
