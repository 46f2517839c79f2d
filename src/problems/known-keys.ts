import type { z } from 'zod';

type Schema = z.core.$ZodType;

/** The keys that an object schema knows at that path; empty where it is not one of ours or not an object. */
export function knownKeys(schema: unknown, path: readonly PropertyKey[]): string[] {
  if (!isZodSchema(schema)) return [];
  let found: Schema[] = alternatives(schema);
  for (const segment of path) found = found.flatMap((one) => childrenOf(one, segment)).flatMap(alternatives);
  return found.flatMap((one) => {
    const { def } = known(one)._zod;
    return def.type === 'object' ? Object.keys(def.shape) : [];
  });
}

function isZodSchema(schema: unknown): schema is Schema {
  return typeof schema === 'object' && schema !== null && '_zod' in schema;
}

function known(schema: Schema): z.core.$ZodTypes {
  return schema as z.core.$ZodTypes;
}

/** What stands behind wrappers such as `optional`, and each member of a union. */
function alternatives(schema: Schema): Schema[] {
  const { def } = known(schema)._zod;
  if (def.type === 'union') return def.options.flatMap(alternatives);
  if (def.type === 'pipe') return alternatives(def.in);
  if (def.type === 'lazy') return alternatives(def.getter());
  return 'innerType' in def ? alternatives(def.innerType) : [schema];
}

function childrenOf(schema: Schema, segment: PropertyKey): Schema[] {
  const { def } = known(schema)._zod;
  if (def.type === 'array') return [def.element];
  if (def.type === 'record') return [def.valueType];
  const child = def.type === 'object' ? def.shape[String(segment)] : undefined;
  return child === undefined ? [] : [child];
}
