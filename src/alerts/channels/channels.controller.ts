import { randomUUID } from 'node:crypto';
import { Get, Header, HttpCode, Param, Post } from '@nestjs/common';
import type { z } from 'zod';
import { Clock } from '../../clock/clock.ts';
import { Operation } from '../../openapi/operation.ts';
import { Endpoints } from '../../problems/endpoints.ts';
import { Problem } from '../../problems/problem.ts';
import { shownText } from '../../problems/shown-value.ts';
import type { AlertChannel, SendOutcome } from './alert-channel.ts';
import { AlertChannels, type ListedChannel } from './alert-channels.ts';
import { channelListSchema, type channelSchema, channelTestSchema } from './channels.schema.ts';
import { testMessage } from './test-message.ts';

/** Where alerts can be told, and whether that works. */
@Endpoints('health/integration/channels')
export class ChannelsController {
  constructor(
    private readonly channels: AlertChannels,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Header('cache-control', 'no-cache')
  @Operation({
    summary: 'Read where alerts can be told, and what became of the last message there',
    tag: 'alerts',
    responses: { 200: channelListSchema },
  })
  list(): z.infer<typeof channelListSchema> {
    return { items: this.channels.list().map(channelBody) };
  }

  @Post(':id/test')
  @HttpCode(200)
  @Operation({
    summary: 'Send a test message through a channel, and say what became of it',
    description:
      'The message says that it is a test and that nothing is wrong. It is sent once, at once, past outbox, silences ' +
      'and routes; where a receiver keeps incidents it is closed there right away. Answers within the timeout of ' +
      'the channel.',
    tag: 'alerts',
    params: { id: 'Id of the channel, as the settings name it' },
    responses: { 200: channelTestSchema, 404: 'problem', 409: 'problem' },
  })
  async test(@Param('id') id: string): Promise<z.infer<typeof channelTestSchema>> {
    const { channel, timeoutMs } = this.#usable(id);
    const message = testMessage(id, this.clock.now(), randomUUID());
    const startedMs = this.clock.monotonicMs();
    const outcome = await channel.send(message, AbortSignal.timeout(timeoutMs));
    const durationMs = Math.round(this.clock.monotonicMs() - startedMs);
    return { channel: id, message_id: message.id, duration_ms: durationMs, ...outcomeBody(outcome) };
  }

  #usable(id: string): { readonly channel: AlertChannel; readonly timeoutMs: number } {
    const channel = this.channels.get(id);
    const listed = this.channels.list().find((each) => each.id === id);
    if (channel !== null && listed !== undefined) return { channel, timeoutMs: listed.timeoutMs };
    const value = shownText(id);
    if (listed !== undefined) {
      const detail = `the channel "${value}" is switched off, or what it needs to reach anybody is empty`;
      throw new Problem({ status: 409, title: 'Channel is disabled', detail });
    }
    throw new Problem({
      status: 404,
      title: 'Unknown channel',
      detail: `the settings have no channel "${value}"`,
      errors: [{ field: 'id', rule: 'the id of a channel in the settings', value }],
    });
  }
}

function channelBody({ id, kind, isEnabled, refreshMs, last }: ListedChannel): z.infer<typeof channelSchema> {
  return {
    id,
    kind,
    enabled: isEnabled,
    refresh_seconds: refreshMs === null ? null : refreshMs / 1000,
    last: last === null ? null : { at: new Date(last.at).toISOString(), ...outcomeBody(last.outcome) },
  };
}

function outcomeBody(outcome: SendOutcome) {
  if (outcome.kind === 'delivered') return { outcome: outcome.kind, error: null, retry_after_seconds: null };
  const { kind, error, retryAfterMs } = outcome;
  return { outcome: kind, error, retry_after_seconds: retryAfterMs === null ? null : retryAfterMs / 1000 };
}
