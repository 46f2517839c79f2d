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

/** A webhook of a Discord channel. */
export interface DiscordChannelSettings extends ChannelIdentity, Wording {
  readonly kind: 'discord';
  readonly url: Secret | null;
  readonly username: string | null;
}

export const discordChannel = section({
  kind: z.literal('discord'),
  ...common,
  url: secretUrl().describe('Webhook of the channel; empty switches the channel off.'),
  username: optionalText().describe('Name of the sender. Default: that of the webhook.'),
  ...wording,
}).transform((raw) => ({ ...raw, enabled: raw.enabled && raw.url !== null }));
