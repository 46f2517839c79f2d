import { z } from 'zod';
import { fileSchema } from './file.schema.ts';

/** Any value may come from the environment, which editors cannot know. */
const PLACEHOLDER = { type: 'string', pattern: '\\$\\{' } as const;

/** The settings file as JSON Schema, for editors. Draft 7, which the YAML language server knows best. */
export function settingsJsonSchema(): object {
  const schema = z.toJSONSchema(fileSchema, {
    io: 'input',
    target: 'draft-7',
    override: ({ jsonSchema }) => {
      allowPlaceholder(jsonSchema);
      allowShorthand(jsonSchema);
    },
  });
  return { ...schema, title: 'Bellwether settings' };
}

type JsonSchema = z.core.JSONSchema.BaseSchema;

function allowPlaceholder(schema: JsonSchema): void {
  const isScalar =
    ['number', 'integer', 'boolean'].includes(String(schema.type)) || schema.enum !== undefined;
  if (!isScalar || schema.anyOf !== undefined) return;
  const { description, default: usual, ...scalar } = schema;
  for (const key of Object.keys(schema)) delete schema[key];
  Object.assign(schema, { anyOf: [scalar, PLACEHOLDER] });
  if (description !== undefined) schema.description = description;
  if (usual !== undefined) schema.default = usual;
}

/** What `meta({ shorthand })` names may stand for the whole mapping. */
function allowShorthand(schema: JsonSchema): void {
  if (schema['shorthand'] === undefined) return;
  const { description, shorthand, ...spelledOut } = schema;
  for (const key of Object.keys(schema)) delete schema[key];
  Object.assign(schema, { anyOf: [{ type: shorthand }, spelledOut] });
  if (description !== undefined) schema.description = description;
}

/** As `config/bellwether.schema.json` holds it. */
export function settingsJsonSchemaText(): string {
  return `${JSON.stringify(settingsJsonSchema(), null, 2)}\n`;
}
