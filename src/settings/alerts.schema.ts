import { z } from 'zod';
import type {
  AlertChannelSettings,
  AlertRouteSettings,
  ChannelOption,
  OptionChannelKind,
} from './alert-settings.ts';
import {
  boolean,
  headers,
  listOf,
  mapOf,
  oneOf,
  optionalHttpUrl,
  secret,
  section,
  text,
} from './scalars.schema.ts';
import { Secret } from './secret.ts';

const OPTION_KINDS = [
  'slack',
  'pagerduty',
  'opsgenie',
  'alertmanager',
  'discord',
  'teams',
  'email',
] as const satisfies readonly OptionChannelKind[];

export const CHANNEL_KINDS = ['log', 'webhook', ...OPTION_KINDS] as const;

const enabled = boolean().describe('Default true.').default(true);

const logChannel = section({ kind: z.literal('log'), enabled });

const webhookChannel = section({
  kind: z.literal('webhook'),
  enabled,
  url: optionalHttpUrl().describe('Where alerts are posted; empty switches the channel off.'),
  secret: secret().describe('Signs the body (Standard Webhooks).'),
  headers: headers().describe('Sent with every message.').default({}),
});

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const optionChannel = z.looseObject({ kind: z.enum(OPTION_KINDS), enabled }).catchall(
  z.union([scalar, z.array(scalar), z.null()], {
    error: 'must be a text, a number, true, false or a list',
  }),
);

export const channelSchema = z.discriminatedUnion('kind', [logChannel, webhookChannel, optionChannel], {
  error: (issue) =>
    issue.code === 'invalid_union'
      ? `must be one of ${CHANNEL_KINDS.join(', ')}`
      : 'must be a mapping with a kind',
});

const SECRET_OPTION = /(^|_)(url|key|token|secret|password)$/;

function toOption([key, value]: [string, unknown]): [string, ChannelOption] {
  if (!SECRET_OPTION.test(key) || typeof value !== 'string') return [key, value as ChannelOption];
  return [key, value === '' ? null : new Secret(value)];
}

export function toChannelSettings(id: string, raw: z.output<typeof channelSchema>): AlertChannelSettings {
  if (raw.kind === 'log') return { id, kind: raw.kind, enabled: raw.enabled };
  if (raw.kind === 'webhook') {
    const url = raw.url === null ? null : new Secret(raw.url);
    return {
      id,
      kind: raw.kind,
      enabled: raw.enabled && url !== null,
      url,
      secret: raw.secret,
      headers: raw.headers,
    };
  }
  const { kind, enabled: isEnabled, ...options } = raw;
  return { id, kind, enabled: isEnabled, options: Object.fromEntries(Object.entries(options).map(toOption)) };
}

/** One name may stand for a list of one. */
function oneOrMore<T extends z.ZodType>(item: T) {
  return z.preprocess((value) => (typeof value === 'string' ? [value] : value), listOf(item));
}

const routeSchema = section({
  match: section({
    severity: oneOrMore(oneOf(['info', 'warning', 'critical']))
      .describe('Default: all.')
      .default([]),
    target: oneOrMore(text()).describe('Ids of targets. Default: all.').default([]),
    rule: oneOrMore(text()).describe('Names of alert rules. Default: all.').default([]),
    tags: oneOrMore(text())
      .describe('Tags of the provider, one of which it must have. Default: all.')
      .default([]),
  })
    .prefault({})
    .describe('Which alerts this route takes.'),
  channels: oneOrMore(text()).describe('Ids of the channels that are told.'),
});

const DEFAULT_ROUTES = [{ match: { severity: ['warning', 'critical'] }, channels: ['log'] }];

export const alertsSchema = section({
  channels: mapOf(channelSchema).describe('Who is told, and how. The channel log always exists.').default({}),
  routes: listOf(routeSchema)
    .describe('Which alerts go to which channels. Default: warning and critical to the log.')
    .prefault(DEFAULT_ROUTES as z.input<typeof routeSchema>[]),
}).transform((raw) => ({
  channels: channelsWithLog(
    Object.entries(raw.channels).map(([id, channel]) => toChannelSettings(id, channel)),
  ),
  routes: raw.routes satisfies AlertRouteSettings[],
}));

function channelsWithLog(channels: AlertChannelSettings[]): AlertChannelSettings[] {
  if (channels.some((channel) => channel.id === 'log')) return channels;
  return [{ id: 'log', kind: 'log', enabled: true }, ...channels];
}
