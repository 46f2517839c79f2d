import { z } from 'zod';
import { listOf, oneOf, secret, section, text } from '../scalars.schema.ts';
import type { Secret } from '../secret.ts';
import {
  apiUrl,
  type ChannelIdentity,
  common,
  optionalText,
  severityMap,
  type Wording,
  wording,
} from './channel-options.ts';

const PRIORITIES = ['P1', 'P2', 'P3', 'P4', 'P5'] as const;

export type OpsgeniePriority = (typeof PRIORITIES)[number];

/** Whom Opsgenie tells; one of id, name and username says who it is. */
export interface OpsgenieResponder {
  readonly type: 'team' | 'user' | 'escalation' | 'schedule';
  readonly id: string | null;
  readonly name: string | null;
  readonly username: string | null;
}

/** An API integration of Opsgenie, or of what speaks its protocol. */
export interface OpsgenieChannelSettings extends ChannelIdentity, Wording {
  readonly kind: 'opsgenie';
  readonly apiKey: Secret | null;
  readonly apiUrl: string;
  readonly priorities: Readonly<Record<'info' | 'warning' | 'critical', OpsgeniePriority>>;
  readonly responders: readonly OpsgenieResponder[];
  readonly tags: readonly string[];
}

const responder = section({
  type: oneOf(['team', 'user', 'escalation', 'schedule']),
  id: optionalText(),
  name: optionalText(),
  username: optionalText(),
}).refine(({ id, name, username }) => id !== null || name !== null || username !== null, {
  error: 'must have an id, a name or a username',
});

export const opsgenieChannel = section({
  kind: z.literal('opsgenie'),
  ...common,
  api_key: secret().describe('Key of an API integration; empty switches the channel off.'),
  api_url: apiUrl('https://api.opsgenie.com').describe(
    'Where the API is. Default https://api.opsgenie.com; in Europe https://api.eu.opsgenie.com.',
  ),
  priorities: severityMap(PRIORITIES, { info: 'P5', warning: 'P3', critical: 'P1' }).describe(
    'What our severities are called there.',
  ),
  responders: listOf(responder).describe('Whom it tells. Default: as the integration says.').default([]),
  tags: listOf(text()).describe('Put on every alert. Default none.').default([]),
  ...wording,
}).transform(({ api_key, api_url, ...raw }) => ({
  ...raw,
  enabled: raw.enabled && api_key !== null,
  apiKey: api_key,
  apiUrl: api_url,
}));
