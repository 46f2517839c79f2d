import { z } from 'zod';
import type { AlertRouteSettings } from './alert-settings.ts';
import { USUAL_DELIVERY } from './channel-delivery.ts';
import { type AlertChannelSettings, channelSchema, channelSettings } from './channels/channels.schema.ts';
import { listOf, mapOf, oneOf, section, text } from './scalars.schema.ts';

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
    Object.entries(raw.channels).map(([id, channel]) => channelSettings(id, channel)),
  ),
  routes: raw.routes satisfies AlertRouteSettings[],
}));

function channelsWithLog(channels: AlertChannelSettings[]): AlertChannelSettings[] {
  if (channels.some((channel) => channel.id === 'log')) return channels;
  return [{ id: 'log', kind: 'log', enabled: true, ...USUAL_DELIVERY }, ...channels];
}
