import { z } from 'zod';
import { section } from '../scalars.schema.ts';
import type { Secret } from '../secret.ts';
import { type ChannelIdentity, common, secretUrl, type Wording, wording } from './channel-options.ts';

/** A webhook of a Microsoft Teams workflow. */
export interface TeamsChannelSettings extends ChannelIdentity, Wording {
  readonly kind: 'teams';
  readonly url: Secret | null;
}

export const teamsChannel = section({
  kind: z.literal('teams'),
  ...common,
  url: secretUrl().describe(
    'Webhook of a workflow that posts what it receives; empty switches the channel off.',
  ),
  ...wording,
}).transform((raw) => ({ ...raw, enabled: raw.enabled && raw.url !== null }));
