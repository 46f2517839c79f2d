import { z } from 'zod';
import { circuitSchema } from './circuit.schema.ts';
import { PROVIDER_KINDS, USUAL_BASE_URLS } from './provider-kinds.ts';
import {
  baseUrl,
  boolean,
  headers,
  listOf,
  number,
  oneOf,
  optionalHttpUrl,
  secret,
  section,
  text,
  wholeNumber,
} from './scalars.schema.ts';
import type { GenerateSettings, HttpCheckSettings, ProviderSettings } from './settings.ts';
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

const price = number(0, 1_000_000).nullish();

const generateSchema = section({
  model: text().describe('The model to ask, by its name at the provider.'),
  interval_seconds: number(10, 86_400)
    .describe('Seconds between two billed probes. Default 600.')
    .default(600),
  budget_usd_per_day: number(0, 1_000_000)
    .describe('What these probes may cost a day, USD. Default 0.10.')
    .default(0.1),
  usd_per_million_input_tokens: price.describe(
    'Price of a million input tokens, USD; without it no cost is known.',
  ),
  usd_per_million_output_tokens: price.describe(
    'Price of a million output tokens, USD; without it no cost is known.',
  ),
}).transform((raw): GenerateSettings => ({
  model: raw.model,
  intervalMs: raw.interval_seconds * 1000,
  budgetUsdPerDay: raw.budget_usd_per_day,
  usdPerMillionInputTokens: raw.usd_per_million_input_tokens ?? null,
  usdPerMillionOutputTokens: raw.usd_per_million_output_tokens ?? null,
}));

const httpStatus = wholeNumber(100, 599);

const httpCheckSchema = section({
  method: oneOf(['GET', 'HEAD', 'POST', 'PUT', 'OPTIONS']).describe('Default GET.').default('GET'),
  path: z
    .string({ error: 'must be a text' })
    .describe('Path below base_url; empty asks base_url itself. Default empty.')
    .default(''),
  headers: headers().describe('Headers of this request.').default({}),
  expected_status: z
    .preprocess((value) => (Array.isArray(value) ? value : [value]), listOf(httpStatus))
    .describe('Statuses that count as success; empty means any 2xx. Default empty.')
    .default([]),
  expected_text: text().nullish().describe('Text that the body must contain.'),
}).transform((raw): HttpCheckSettings => ({
  method: raw.method,
  path: raw.path,
  headers: raw.headers,
  expectedStatus: raw.expected_status,
  expectedText: raw.expected_text ?? null,
}));

export const providerSchema = section({
  kind: oneOf(PROVIDER_KINDS).describe('How it speaks.'),
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
  status_page: optionalHttpUrl().describe("The provider's own status, machine-readable."),
  headers: headers().describe('Sent with every request to this provider, beside its own.').default({}),
  external: boolean().nullish().describe('Reached over our egress; by default decided by the host.'),
  http: httpCheckSchema.prefault({}).describe('What kind http asks and expects.'),
});

type RawProvider = z.output<typeof providerSchema>;

export function toProviderSettings(id: string, raw: RawProvider): ProviderSettings {
  return {
    id,
    name: raw.name ?? id,
    kind: raw.kind,
    baseUrl: raw.base_url ?? USUAL_BASE_URLS[raw.kind] ?? '',
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
  };
}

/** A timeout that nobody set never contradicts the interval that somebody did. */
function fittingTimeoutSeconds(interval: number): number {
  return Math.min(DEFAULT_TIMEOUT_SECONDS, interval * ROOMY_SHARE_OF_INTERVAL);
}
