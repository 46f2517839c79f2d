import { z } from 'zod';
import { boolean, listOf, section, text } from './scalars.schema.ts';
import type { Dependency, ServiceSettings } from './settings.ts';

const dependencySchema = z
  .union([text(), section({ any_of: listOf(text()).min(1, { error: 'must name at least one' }) })], {
    error: 'must be a name, or { any_of: [names] }',
  })
  .transform((raw): Dependency =>
    typeof raw === 'string' ? { kind: 'one', id: raw } : { kind: 'any_of', ids: raw.any_of },
  );

export const serviceSchema = section({
  name: text().optional().describe('Shown to people. Default: the id.'),
  critical: boolean()
    .describe('An unhealthy critical member makes the whole unhealthy. Default false.')
    .default(false),
  depends_on: listOf(dependencySchema)
    .describe(
      'Providers, models (openai/gpt-5-mini), services, or other components by name; { any_of: [...] } for stand-ins.',
    )
    .default([]),
});

export function toServiceSettings(id: string, raw: z.output<typeof serviceSchema>): ServiceSettings {
  return { id, name: raw.name ?? id, critical: raw.critical, dependsOn: raw.depends_on };
}
