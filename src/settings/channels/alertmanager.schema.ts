import { z } from 'zod';
import { httpUrl, mapOf, number, secret, section, text } from '../scalars.schema.ts';
import { Secret } from '../secret.ts';
import {
  type BasicAuth,
  basicAuth,
  basicAuthIsWhole,
  type ChannelIdentity,
  common,
  oneOrMoreTexts,
  type Wording,
  wording,
} from './channel-options.ts';

/** One Alertmanager, or all members of a cluster. */
export interface AlertmanagerChannelSettings extends ChannelIdentity, Wording, BasicAuth {
  readonly kind: 'alertmanager';
  readonly urls: readonly Secret[];
  readonly bearerToken: Secret | null;
  /** Put on every alert beside our own. */
  readonly labels: Readonly<Record<string, string>>;
  /** How often what is firing is told again, milliseconds [60000]. */
  readonly refreshMs: number;
}

const labels = mapOf(text()).refine(
  (all) => Object.keys(all).every((name) => /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name)),
  { error: 'must have label names of letters, digits and _' },
);

export const alertmanagerChannel = section({
  kind: z.literal('alertmanager'),
  ...common,
  urls: oneOrMoreTexts(httpUrl().transform((url) => new Secret(url)))
    .describe('Every member of the cluster, never a load balancer; none switches the channel off.')
    .prefault([]),
  bearer_token: secret().describe('Sent as Authorization: Bearer.'),
  ...basicAuth,
  labels: labels.describe('Put on every alert beside our own. Default none.').default({}),
  refresh_seconds: number(5, 3600)
    .describe('How often what is firing is told again, seconds, 5 to 3600. Default 60.')
    .default(60),
  ...wording,
})
  .superRefine((raw, context) => {
    if (raw.urls.length > 0) basicAuthIsWhole(raw, context);
  })
  .transform(({ bearer_token, refresh_seconds, ...raw }) => ({
    ...raw,
    enabled: raw.enabled && raw.urls.length > 0,
    bearerToken: bearer_token,
    refreshMs: refresh_seconds * 1000,
  }));
