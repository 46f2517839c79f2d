import { z } from 'zod';
import { alertRulesSchema } from './alert-rules.schema.ts';
import { rateLimitSchema, routeSchema } from './alert-routes.schema.ts';
import type { AlertSettings } from './alert-settings.ts';
import { USUAL_DELIVERY } from './channel-delivery.ts';
import { type AlertChannelSettings, channelSchema, channelSettings } from './channels/channels.schema.ts';
import { listOf, mapOf, number, section, wholeNumber } from './scalars.schema.ts';

const DEFAULT_ROUTES = [{ match: { severity: ['warning', 'critical'] }, channels: ['log'] }];

export const alertsSchema = section({
  channels: mapOf(channelSchema).describe('Who is told, and how. The channel log always exists.').default({}),
  routes: listOf(routeSchema)
    .describe('Which alerts go to which channels. Default: warning and critical to the log.')
    .prefault(DEFAULT_ROUTES as z.input<typeof routeSchema>[]),
  rules: alertRulesSchema.describe('What is worth an alert; each rule has defaults.').prefault({}),
  cool_down_seconds: number(0, 86_400)
    .describe('After an alert ended, so long nobody is told of the same again, seconds. Default 300.')
    .default(300),
  retention_days: wholeNumber(1, 3650)
    .describe('Days that ended alerts and their messages are kept. Default 90.')
    .default(90),
  rate_limit: rateLimitSchema
    .describe('Messages to each channel at most; what is left out is told in one. Critical ones pass.')
    .prefault({}),
  rate_limits: mapOf(rateLimitSchema).describe('The same for one channel, by its id.').default({}),
}).transform((raw): AlertSettings => ({
  channels: channelsWithLog(
    Object.entries(raw.channels).map(([id, channel]) => channelSettings(id, channel)),
  ),
  routes: raw.routes,
  rules: raw.rules,
  coolDownMs: raw.cool_down_seconds * 1000,
  retentionDays: raw.retention_days,
  rateLimit: raw.rate_limit,
  rateLimits: raw.rate_limits,
}));

function channelsWithLog(channels: AlertChannelSettings[]): AlertChannelSettings[] {
  if (channels.some((channel) => channel.id === 'log')) return channels;
  return [{ id: 'log', kind: 'log', enabled: true, ...USUAL_DELIVERY }, ...channels];
}
