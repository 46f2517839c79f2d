import { z } from 'zod';

export const GRAPH_FORMATS = ['json', 'mermaid', 'dot'] as const;
export type GraphFormat = (typeof GRAPH_FORMATS)[number];

export const graphQuery = z.strictObject({
  format: z.enum(GRAPH_FORMATS).default('json').describe('How the graph is written'),
});

const timestamp = z.iso.datetime({ precision: 3 });
const ids = z.array(z.string());

const node = z.object({
  id: z.string(),
  type: z.enum(['service', 'provider', 'model', 'component']),
  name: z.string(),
  status: z
    .enum(['healthy', 'degraded', 'unhealthy', 'unknown'])
    .describe(
      'Of a service: what its dependencies allow; of a target: as observed, but a model is down with its provider',
    ),
  critical: z.boolean(),
  enabled: z.boolean(),
  usable: z.boolean().nullable().describe('Null for a component, which nobody watches'),
  since: timestamp.nullable(),
  reasons: z.array(z.object({ code: z.string(), message: z.string() })),
  circuit: z
    .object({
      state: z.enum(['closed', 'open', 'half_open']),
      opened_at: timestamp.nullable(),
      retry_at: timestamp.nullable(),
      forced: z.boolean(),
    })
    .nullable(),
  root_cause: z.boolean().describe('Degraded or unhealthy by itself, not through another node'),
  caused_by: ids.describe('Nodes at the bottom of its trouble'),
  affects: ids.describe('Services that are in trouble now because of it'),
});

const edge = z.object({
  from: z.string(),
  to: z.string(),
  kind: z.enum(['requires', 'any_of', 'part_of']),
  group: z.int().nullable().describe('Number of the any_of group within the service'),
});

const impact = z.object({
  id: z.string(),
  affects: z.array(
    z.object({
      service: z.string(),
      effect: z.enum(['stops', 'loses_redundancy']),
      via: ids.describe('Dependencies of the service through which the failure reaches it'),
    }),
  ),
});

export const graphSchema = z
  .object({
    generated_at: timestamp,
    nodes: z.array(node),
    edges: z.array(edge),
    impact: z.array(impact).describe('What would happen if each node alone failed while all others are well'),
  })
  .meta({ id: 'DependencyGraph' });
