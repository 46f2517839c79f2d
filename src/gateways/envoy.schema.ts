import { z } from 'zod';

export const ENDPOINTS_TYPE = 'type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment';

const LONGEST_NAME = 256;
const MOST_RESOURCES = 100;

const endpointSchema = z.object({
  endpoint: z.object({
    address: z.object({
      socket_address: z.object({ address: z.string().min(1), port_value: z.int().min(0).max(65_535) }),
    }),
    hostname: z.string().describe('Host of the base URL, for `auto_host_rewrite`'),
  }),
  health_status: z.enum(['HEALTHY', 'UNHEALTHY', 'DRAINING']),
  load_balancing_weight: z.int().min(1).max(128),
  metadata: z.object({
    filter_metadata: z.object({
      bellwether: z.object({ targets: z.array(z.string()), reasons: z.array(z.string()) }),
    }),
  }),
});

const assignmentSchema = z.object({
  '@type': z.literal(ENDPOINTS_TYPE),
  cluster_name: z.string().min(1),
  endpoints: z.array(
    z.object({ priority: z.int().min(0).max(128), lb_endpoints: z.array(endpointSchema).min(1) }),
  ),
});

/** `envoy.service.discovery.v3.DiscoveryResponse` as proto3 JSON. */
export const discoverySchema = z
  .object({
    version_info: z.string().min(1),
    resources: z.array(assignmentSchema),
    type_url: z.literal(ENDPOINTS_TYPE),
    nonce: z.string(),
  })
  .meta({ id: 'EnvoyDiscoveryResponse' });

const names = z.array(z.string().min(1).max(LONGEST_NAME)).max(MOST_RESOURCES);
const word = z.string().max(1_024);

/** As much of a DiscoveryRequest as matters; JSON of protobuf may be written in either case. */
export const discoveryRequest = z
  .looseObject({
    version_info: word.optional(),
    versionInfo: word.optional(),
    resource_names: names.optional().describe('Pools: the names of the clusters. Default: `default`'),
    resourceNames: names.optional(),
    error_detail: z.looseObject({ message: z.string().optional() }).nullish(),
    errorDetail: z.looseObject({ message: z.string().optional() }).nullish(),
  })
  .transform((raw) => ({
    version: raw.version_info ?? raw.versionInfo ?? '',
    pools: raw.resource_names ?? raw.resourceNames ?? [],
    refusal: (raw.error_detail ?? raw.errorDetail)?.message ?? null,
  }));

export type DiscoveryRequest = z.output<typeof discoveryRequest>;
