import { z } from 'zod';
import { circuitSchema } from './circuit.schema.ts';
import { generateSchema } from './generate.schema.ts';
import { httpCheckSchema } from './http-check.schema.ts';
import { PROVIDER_KINDS, usualBaseUrl } from './provider-kinds.ts';
import { baseUrl, boolean, headers, listOf, number, oneOf, secret, section, text } from './scalars.schema.ts';
import type { KindName, ProviderSettings } from './settings.ts';
import { statusPageSchema } from './status-page.schema.ts';
import { thresholdsSchema } from './thresholds.schema.ts';

// chosen: slower than any API that is still of use
const MAX_TIMEOUT_SECONDS = 600;
const DEFAULT_TIMEOUT_SECONDS = 10;
// chosen: leaves a fifth of the interval between the end of one check and the start of the next
export const ROOMY_SHARE_OF_INTERVAL = 0.8;

export const intervalSeconds = number(1, 86_400).describe(
  'Seconds between two checks, 1 to 86400; under 10 warns. Default 30.',
);
export const timeoutSeconds = number(0.1, MAX_TIMEOUT_SECONDS).describe(
  'Seconds a check may take, 0.1 to 600, less than the interval. Default 10, for shorter intervals four fifths of them.',
);
export const probeLevel = oneOf(['auto', 'reach', 'auth']).describe(
  'auto: auth where there is a key, else reach. reach: is the edge of the API up. auth: a free call with the key.',
);

const litellmSchema = section({
  health: boolean()
    .describe('Ask /health too: the proxy then calls every model, which is billed. Default false.')
    .default(false),
});

const KIND = 'How it speaks.';

/** The kinds that need no probe of one's own. */
export const providerSchema = section({
  kind: oneOf(PROVIDER_KINDS).describe(KIND),
  name: text().optional().describe('Shown to people. Default: the id.'),
  base_url: baseUrl()
    .optional()
    .describe(
      "What the vendor's own SDK calls it, a path prefix included; the vendors' own by default, tcp://host:port for tcp.",
    ),
  api_key: secret().describe('As ${NAME:-}, from the environment (or NAME_FILE). Empty means none.'),
  critical: boolean()
    .describe('An unhealthy critical member makes the whole unhealthy. Default false.')
    .default(false),
  enabled: boolean().describe('Default true.').default(true),
  interval_seconds: intervalSeconds.default(30),
  timeout_seconds: timeoutSeconds.optional(),
  probe: probeLevel.default('auto'),
  models: listOf(text()).describe('Each becomes a target of its own: <provider>/<model>.').default([]),
  generate: generateSchema
    .nullish()
    .describe('Billed, streamed completions of a few tokens. Off unless given.'),
  thresholds: thresholdsSchema
    .prefault({})
    .describe('When it counts as degraded or unhealthy; key by key over defaults.thresholds.'),
  circuit: circuitSchema
    .prefault({})
    .describe('When calls to it are stopped; key by key over defaults.circuit.'),
  weight: number(0, 1000)
    .describe('Share of traffic that the router is told to send, relative to others. Default 1.')
    .default(1),
  tags: listOf(text()).describe('Free words to select targets by.').default([]),
  status_page: statusPageSchema
    .meta({ shorthand: 'string' })
    .describe("The provider's own status page: the address of its machine-readable form, or more of it."),
  headers: headers().describe('Sent with every request to this provider, beside its own.').default({}),
  external: boolean().nullish().describe('Reached over our egress; by default decided by the host.'),
  http: httpCheckSchema.prefault({}).describe('What kind http asks and expects.'),
  litellm: litellmSchema.prefault({}).describe('What kind litellm may ask.'),
});

/** Beside our own kinds those whose probes the application brings along. */
export function providerSchemaWith(kinds: readonly string[]) {
  return providerSchema.extend({ kind: oneOf([...PROVIDER_KINDS, ...kinds]).describe(KIND) });
}

type RawProvider = Omit<z.output<typeof providerSchema>, 'kind'> & { readonly kind: KindName };

export function toProviderSettings(id: string, raw: RawProvider): ProviderSettings {
  return {
    id,
    name: raw.name ?? id,
    kind: raw.kind,
    baseUrl: raw.base_url ?? usualBaseUrl(raw.kind) ?? '',
    apiKey: raw.api_key,
    critical: raw.critical,
    enabled: raw.enabled,
    intervalMs: raw.interval_seconds * 1000,
    timeoutMs: (raw.timeout_seconds ?? fittingTimeoutSeconds(raw.interval_seconds)) * 1000,
    probe: raw.probe,
    models: raw.models,
    generate: raw.generate ?? null,
    thresholds: raw.thresholds,
    circuit: raw.circuit,
    weight: raw.weight,
    tags: raw.tags,
    statusPage: raw.status_page,
    headers: raw.headers,
    external: raw.external ?? null,
    http: raw.http,
    litellm: raw.litellm,
  };
}

/** A timeout that nobody set never contradicts the interval that somebody did. */
function fittingTimeoutSeconds(interval: number): number {
  return Math.min(DEFAULT_TIMEOUT_SECONDS, interval * ROOMY_SHARE_OF_INTERVAL);
}
