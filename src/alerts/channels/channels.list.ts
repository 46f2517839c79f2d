import type { AlertChannelSettings, ChannelKind } from '../../settings/channels/channels.schema.ts';
import type { AlertChannel } from './alert-channel.ts';
import { AlertmanagerChannel } from './alertmanager.channel.ts';
import type { ChannelWorld } from './channel-world.ts';
import { DiscordChannel } from './discord.channel.ts';
import { EmailChannel } from './email.channel.ts';
import { LogChannel } from './log.channel.ts';
import { OpsgenieChannel } from './opsgenie.channel.ts';
import { PagerDutyChannel } from './pagerduty.channel.ts';
import { SlackChannel } from './slack.channel.ts';
import { TeamsChannel } from './teams.channel.ts';
import { WebhookChannel } from './webhook.channel.ts';

type SettingsOf<Kind extends ChannelKind> = Extract<AlertChannelSettings, { readonly kind: Kind }>;
type Make<Settings> = (settings: Settings, world: ChannelWorld) => AlertChannel;

/** Every channel of the house: a new kind is a file, its settings, and a line here. */
const CHANNELS: { readonly [Kind in ChannelKind]: Make<SettingsOf<Kind>> } = {
  log: (settings, world) => new LogChannel(settings, world),
  webhook: (settings, world) => new WebhookChannel(settings, world),
  slack: (settings, world) => new SlackChannel(settings, world),
  pagerduty: (settings, world) => new PagerDutyChannel(settings, world),
  opsgenie: (settings, world) => new OpsgenieChannel(settings, world),
  alertmanager: (settings, world) => new AlertmanagerChannel(settings, world),
  discord: (settings, world) => new DiscordChannel(settings, world),
  teams: (settings, world) => new TeamsChannel(settings, world),
  email: (settings, world) => new EmailChannel(settings, world),
};

export function channelFor(settings: AlertChannelSettings, world: ChannelWorld): AlertChannel {
  // the compiler cannot see that maker and settings are of one kind
  const make = CHANNELS[settings.kind] as Make<AlertChannelSettings>;
  return make(settings, world);
}
