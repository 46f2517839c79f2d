import { z } from 'zod';
import { secret, section } from '../scalars.schema.ts';
import type { Secret } from '../secret.ts';
import {
  apiUrl,
  type ChannelIdentity,
  common,
  severityMap,
  type Wording,
  wording,
} from './channel-options.ts';

const SEVERITIES = ['critical', 'error', 'warning', 'info'] as const;

export type PagerDutySeverity = (typeof SEVERITIES)[number];

/** A service of PagerDuty that takes Events v2. */
export interface PagerDutyChannelSettings extends ChannelIdentity, Wording {
  readonly kind: 'pagerduty';
  readonly routingKey: Secret | null;
  readonly url: string;
  readonly severities: Readonly<Record<'info' | 'warning' | 'critical', PagerDutySeverity>>;
}

export const pagerDutyChannel = section({
  kind: z.literal('pagerduty'),
  ...common,
  routing_key: secret().describe('Integration key of Events API v2; empty switches the channel off.'),
  url: apiUrl('https://events.pagerduty.com').describe(
    'Where the API is. Default https://events.pagerduty.com; in Europe https://events.eu.pagerduty.com.',
  ),
  severities: severityMap(SEVERITIES, { info: 'info', warning: 'warning', critical: 'critical' }).describe(
    'What our severities are called there.',
  ),
  ...wording,
}).transform(({ routing_key, ...raw }) => ({
  ...raw,
  enabled: raw.enabled && routing_key !== null,
  routingKey: routing_key,
}));
