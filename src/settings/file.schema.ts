import { z } from 'zod';
import { alertsSchema } from './alerts.schema.ts';
import { circuitSchema } from './circuit.schema.ts';
import { intakeSchema } from './intake.schema.ts';
import { gatewaysSchema } from './gateways.schema.ts';
import {
  egressSchema,
  historySchema,
  hostChecksSchema,
  liveSchema,
  monitoringSchema,
  ownHealthSchema,
  serverSchema,
} from './process.schema.ts';
import {
  intervalSeconds,
  probeLevel,
  providerSchema,
  providerSchemaWith,
  timeoutSeconds,
  toProviderSettings,
} from './provider.schema.ts';
import { poolSchema, routingSchema, toRoutingSettings } from './routing.schema.ts';
import { databaseUrl, mapOf, redisUrl, section } from './scalars.schema.ts';
import { serviceSchema, toServiceSettings } from './service.schema.ts';
import type { Settings } from './settings.ts';
import { taskSchema } from './task.schema.ts';
import { thresholdsSchema } from './thresholds.schema.ts';

export const ID_RULE = 'must be an id of lower-case letters, digits, "-", "_" and "."';
export const ID_PATTERN = '^[a-z0-9][a-z0-9._-]*$';

const byId = { propertyNames: { pattern: ID_PATTERN } };

const defaultsSchema = section({
  interval_seconds: intervalSeconds.optional(),
  timeout_seconds: timeoutSeconds.optional(),
  probe: probeLevel.optional(),
  thresholds: thresholdsSchema.optional(),
  circuit: circuitSchema.optional(),
});

/**
 * The settings file: the one source of truth for its keys, ranges and defaults. What `defaults` gives to a provider is
 * handed down before (`inheritance.ts`), what two keys must keep between them is checked beside (`contradictions.ts`),
 * so that one wrong value hides no other.
 */
export const fileSchema = section({
  $schema: z.string().optional(),
  defaults: defaultsSchema.describe('For every provider that does not say otherwise.').prefault({}),
  providers: mapOf(providerSchema).meta(byId).describe('What is watched, by id.').default({}),
  services: mapOf(serviceSchema).meta(byId).describe('What depends on providers, by id.').default({}),
  routing: routingSchema.prefault({}).describe('How routers are advised.'),
  pools: mapOf(poolSchema)
    .meta(byId)
    .describe('Targets that can stand in for each other, by id.')
    .default({}),
  gateways: gatewaysSchema.prefault({}).describe('How gateways are advised in their own form.'),
  alerts: alertsSchema.prefault({}).describe('Who is told of what.'),
  monitoring: monitoringSchema.prefault({}).describe('How checks are run.'),
  egress: egressSchema.prefault({}).describe('How we tell our own outage from that of the providers.'),
  server: serverSchema.prefault({}).describe('Where the API is served, and to whom.'),
  history: historySchema.prefault({}).describe('What is kept of the past.'),
  intake: intakeSchema.prefault({}).describe('How outcomes of real calls are taken in.'),
  own_health: ownHealthSchema.prefault({}).describe('How this process checks itself (/api/health).'),
  host_checks: hostChecksSchema.prefault({}).describe('When the host check warns.'),
  tasks: taskSchema.prefault({}).describe('The queue of maintenance tasks, and the host checks in it.'),
  live: liveSchema.prefault({}).describe('Events over SSE and WebSocket.'),
  database_url: databaseUrl()
    .describe('file:…, postgres://… or memory:. Default file:data/bellwether.db. DATABASE_URL overrides it.')
    .prefault('file:data/bellwether.db'),
  redis_url: redisUrl().describe('redis://… or rediss://…. Default none. REDIS_URL overrides it.'),
});

type SettingsFile = Omit<z.output<typeof fileSchema>, 'providers'> & {
  readonly providers: Readonly<Record<string, Parameters<typeof toProviderSettings>[1]>>;
};

const toSettings = (file: SettingsFile): Omit<Settings, 'apiTokens'> => ({
  server: file.server,
  monitoring: file.monitoring,
  egress: file.egress,
  providers: Object.entries(file.providers).map(([id, raw]) => toProviderSettings(id, raw)),
  services: Object.entries(file.services).map(([id, raw]) => toServiceSettings(id, raw)),
  routing: toRoutingSettings(file.routing, file.pools),
  gateways: file.gateways,
  alerts: file.alerts,
  history: file.history,
  intake: file.intake,
  ownHealth: file.own_health,
  hostChecks: file.host_checks,
  tasks: file.tasks,
  live: file.live,
  databaseUrl: file.database_url,
  redisUrl: file.redis_url,
});

/**
 * All of `Settings` but what comes from the environment alone.
 *
 * @param kinds names of kinds beside our own, whose probes the application brings along
 */
export function settingsSchema(kinds: readonly string[]) {
  const providers = mapOf(providerSchemaWith(kinds)).default({});
  return (kinds.length === 0 ? fileSchema : fileSchema.extend({ providers })).transform(toSettings);
}
