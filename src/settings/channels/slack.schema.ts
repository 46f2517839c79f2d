import { z } from 'zod';
import { section } from '../scalars.schema.ts';
import type { Secret } from '../secret.ts';
import {
  type ChannelIdentity,
  common,
  optionalText,
  secretUrl,
  type Wording,
  wording,
} from './channel-options.ts';

/** An incoming webhook of Slack, or of what speaks its protocol. */
export interface SlackChannelSettings extends ChannelIdentity, Wording {
  readonly kind: 'slack';
  readonly url: Secret | null;
  readonly channel: string | null;
  readonly username: string | null;
  readonly iconEmoji: string | null;
}

export const slackChannel = section({
  kind: z.literal('slack'),
  ...common,
  url: secretUrl().describe('Incoming webhook; empty switches the channel off.'),
  channel: optionalText().describe('Where the webhook lets a message choose. Default: its own.'),
  username: optionalText().describe('The same for the name of the sender.'),
  icon_emoji: optionalText().describe('The same for its picture, as :rotating_light:.'),
  ...wording,
}).transform(({ icon_emoji, ...raw }) => ({
  ...raw,
  enabled: raw.enabled && raw.url !== null,
  iconEmoji: icon_emoji,
}));
