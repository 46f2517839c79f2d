import { type z } from 'zod';
import type { Components, JsonSchema } from './components.ts';
import type { OperationDoc } from './operation.ts';
import type { Route } from './routes.ts';

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
}

/** The path and query parameters of a route. */
export function parametersOf(route: Route, doc: OperationDoc, components: Components): Parameter[] {
  const names = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => name!);
  const query = route.query ?? doc.query;
  return [
    ...names.map((name) => pathParameter(name, doc.params?.[name], route.params[name], components)),
    ...(query === undefined ? [] : queryParameters(query, components)),
  ];
}

function pathParameter(
  name: string,
  told: string | z.ZodType | undefined,
  validated: z.ZodType | undefined,
  components: Components,
): Parameter {
  const schema = validated ?? (typeof told === 'string' ? undefined : told);
  return {
    name,
    in: 'path',
    required: true,
    ...(typeof told === 'string' ? { description: told } : {}),
    schema: schema === undefined ? { type: 'string' } : components.add(schema, 'input'),
  };
}

/** A query arrives as text; what it is read as says more, unless a transform hides it. */
function queryParameters(query: z.ZodType, components: Components): Parameter[] {
  const sent = components.add(query, 'input');
  const read = components.add(query, 'output').properties ?? {};
  return Object.entries(sent.properties ?? {}).map(([name, asSent]) => {
    const asRead = read[name];
    const schema = saysType(asRead) ? asRead : (asSent as JsonSchema);
    return { name, in: 'query', required: sent.required?.includes(name) ?? false, ...described(schema) };
  });
}

function saysType(schema: unknown): schema is JsonSchema {
  if (typeof schema !== 'object' || schema === null) return false;
  return ['type', 'enum', 'const', 'anyOf', 'oneOf', '$ref'].some((key) => key in schema);
}

function described({ description, ...schema }: JsonSchema): Pick<Parameter, 'description' | 'schema'> {
  return { ...(description === undefined ? {} : { description }), schema };
}
