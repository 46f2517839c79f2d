import { z } from 'zod';
import { deliveryOf } from '../channel-delivery.ts';
import { type AlertmanagerChannelSettings, alertmanagerChannel } from './alertmanager.schema.ts';
import { type DiscordChannelSettings, discordChannel } from './discord.schema.ts';
import { type EmailChannelSettings, emailChannel } from './email.schema.ts';
import { type LogChannelSettings, logChannel } from './log.schema.ts';
import { type OpsgenieChannelSettings, opsgenieChannel } from './opsgenie.schema.ts';
import { type PagerDutyChannelSettings, pagerDutyChannel } from './pagerduty.schema.ts';
import { type SlackChannelSettings, slackChannel } from './slack.schema.ts';
import { type TeamsChannelSettings, teamsChannel } from './teams.schema.ts';
import { type WebhookChannelSettings, webhookChannel } from './webhook.schema.ts';

/** Where alerts can be told. A new kind is a file here, a line in each of these two lists, and its channel. */
export type AlertChannelSettings =
  | LogChannelSettings
  | WebhookChannelSettings
  | SlackChannelSettings
  | PagerDutyChannelSettings
  | OpsgenieChannelSettings
  | AlertmanagerChannelSettings
  | DiscordChannelSettings
  | TeamsChannelSettings
  | EmailChannelSettings;

const CHANNELS = [
  logChannel,
  webhookChannel,
  slackChannel,
  pagerDutyChannel,
  opsgenieChannel,
  alertmanagerChannel,
  discordChannel,
  teamsChannel,
  emailChannel,
] as const;

export type ChannelKind = AlertChannelSettings['kind'];

export const CHANNEL_KINDS = [
  'log',
  'webhook',
  'slack',
  'pagerduty',
  'opsgenie',
  'alertmanager',
  'discord',
  'teams',
  'email',
] as const satisfies readonly ChannelKind[];

export const channelSchema = z.discriminatedUnion('kind', CHANNELS, {
  error: (issue) =>
    issue.code === 'invalid_union'
      ? `must be one of ${CHANNEL_KINDS.join(', ')}`
      : 'must be a mapping with a kind',
});

/** The settings of one channel, under the name that the file gives it. */
export function channelSettings(id: string, raw: z.output<typeof channelSchema>): AlertChannelSettings {
  const { timeout_seconds: timeoutSeconds, ...settings } = raw;
  return { id, ...settings, ...deliveryOf({ fallback: raw.fallback, timeout_seconds: timeoutSeconds }) };
}
