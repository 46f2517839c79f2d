import { asMapping, isMapping, type Mapping } from './document.ts';

/** The channel that HEALTH_ALERT_WEBHOOK_URL makes. */
const CHANNEL = 'webhook';

/**
 * Makes HEALTH_ALERT_WEBHOOK_URL heard whatever the file says: a channel of the file that has this URL already is
 * enough; otherwise the channel `webhook` gets it, and a route of its own when no route names that channel.
 */
export function withWebhook(document: Mapping, url: string, secret: string | null): Mapping {
  const alerts = document['alerts'] ?? {};
  if (!isMapping(alerts)) return document;
  const channels = alerts['channels'] ?? {};
  const routes = alerts['routes'] ?? DEFAULT_ROUTES;
  if (!isMapping(channels) || !Array.isArray(routes)) return document;
  if (Object.values(channels).some((channel) => asMapping(channel)['url'] === url)) return document;
  const channel = {
    ...(secret === null ? {} : { secret }),
    ...asMapping(channels[CHANNEL]),
    kind: 'webhook',
    url,
  };
  const isRouted = routes.some((route) => [asMapping(route)['channels']].flat().includes(CHANNEL));
  return {
    ...document,
    alerts: {
      ...alerts,
      channels: { ...channels, [CHANNEL]: channel },
      routes: isRouted ? routes : [...(routes as unknown[]), ROUTE],
    },
  };
}

const ROUTE = { match: { severity: ['warning', 'critical'] }, channels: [CHANNEL] };
const DEFAULT_ROUTES: readonly unknown[] = [
  { match: { severity: ['warning', 'critical'] }, channels: ['log'] },
];
