import { z } from 'zod';

/** A JSON Schema object of the 2020-12 dialect, as OpenAPI 3.1 takes it. */
export type JsonSchema = z.core.JSONSchema.BaseSchema;

export type Direction = 'input' | 'output';

const DEFINITION = '#/$defs/';
const COMPONENT = '#/components/schemas/';

/** Schemas as JSON Schema; those with an id (`.meta({ id: 'Target' })`) are written once and referred to. */
export class Components {
  readonly schemas: Record<string, JsonSchema> = {};

  /** What is sent in is described as it arrives, what goes out as it leaves. */
  add(schema: z.ZodType, direction: Direction): JsonSchema {
    // as a member, so that a schema with an id becomes a reference even when it is the whole
    const wrapped = z.toJSONSchema(z.object({ whole: schema }), { io: direction, unrepresentable: 'any' });
    const { $defs = {}, properties = {} } = referring(wrapped, direction === 'input' ? 'Input' : '');
    for (const [id, definition] of Object.entries($defs)) this.#define(id, definition);
    return properties['whole'] as JsonSchema;
  }

  #define(id: string, definition: JsonSchema): void {
    const known = this.schemas[id];
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(definition)) {
      throw new TypeError(`two different schemas have the id ${id}`);
    }
    this.schemas[id] = definition;
  }
}

/** References to definitions become references to components; those of inputs have names of their own. */
function referring(schema: JsonSchema, suffix: string): JsonSchema {
  const copy = JSON.parse(JSON.stringify(schema), (key, value: unknown) => {
    if (key !== '$ref' || typeof value !== 'string' || !value.startsWith(DEFINITION)) return value;
    return `${COMPONENT}${value.slice(DEFINITION.length)}${suffix}`;
  }) as JsonSchema;
  const $defs = Object.entries(copy.$defs ?? {}).map(([id, one]) => [`${id}${suffix}`, one]);
  return { ...copy, $defs: Object.fromEntries($defs) };
}
