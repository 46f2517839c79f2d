import { STATUS_CODES } from 'node:http';
import { type z } from 'zod';
import { problemSchema } from '../problems/problem.schema.ts';
import { Components, type JsonSchema } from './components.ts';
import type { Answer, OperationDoc } from './operation.ts';
import { parametersOf } from './parameters.ts';
import type { Route } from './routes.ts';

type Json = Record<string, unknown>;

const SECURITY_SCHEMES = {
  token: { type: 'http', scheme: 'bearer', description: 'A secret of BELLWETHER_API_TOKENS' },
  password: {
    type: 'http',
    scheme: 'basic',
    description: 'The same as the password; the user is of no account',
  },
};
const PROBLEM_CONTENT = 'application/problem+json';

/** The OpenAPI 3.1 document of these routes. */
export function openApiDocument(routes: readonly Route[], version: string): Json {
  const components = new Components();
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    if (route.doc === undefined) continue;
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    (paths[path] ??= {})[route.method] = operation(route, route.doc, components);
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Bellwether',
      version,
      description: 'Health of the LLM providers that an application uses',
    },
    // below the document: right behind any prefix
    servers: [{ url: '.' }],
    paths,
    components: { schemas: components.schemas, securitySchemes: SECURITY_SCHEMES },
  };
}

function operation(route: Route, doc: OperationDoc, components: Components): Json {
  const body = route.body ?? doc.body;
  const parameters = parametersOf(route, doc, components);
  return {
    operationId: operationId(route),
    summary: doc.summary,
    description: [...(doc.description === undefined ? [] : [doc.description]), asked(route)].join('\n\n'),
    security: route.requirement === 'open' ? [] : [{ token: [] }, { password: [] }],
    tags: [doc.tag ?? route.controller.replace(/Controller$/, '')],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: requestBody(body, components) }),
    responses: responses(route, doc, components),
  };
}

function asked({ requirement }: Route): string {
  if (requirement === 'open') return 'Open to everybody.';
  return requirement === 'metrics'
    ? 'Needs the role read, or the metrics token.'
    : `Needs the role ${requirement}.`;
}

/** Unique: a handler that stands at several paths is one operation for each. */
function operationId({ method, path }: Route): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  return [method, ...words].join('_');
}

function requestBody(schema: z.ZodType, components: Components): Json {
  return { required: true, content: { 'application/json': { schema: components.add(schema, 'input') } } };
}

function responses(route: Route, doc: OperationDoc, components: Components): Json {
  const takesInput = [route.body, route.query, doc.body, doc.query].some((schema) => schema !== undefined);
  const answers: Record<string, Answer> = takesInput
    ? { 400: 'problem', ...doc.responses }
    : { ...doc.responses };
  const written = Object.entries(answers).map(([status, answer]) => [
    status,
    { description: STATUS_CODES[status] ?? 'Answer', ...answered(answer, components) },
  ]);
  return {
    ...Object.fromEntries(written),
    default: { description: 'Problem', ...answered('problem', components) },
  };
}

function answered(answer: Answer, components: Components): Json {
  if (answer === 'empty') return {};
  if (answer === 'problem') return content({ [PROBLEM_CONTENT]: components.add(problemSchema, 'output') });
  if (!('content' in answer)) return content({ 'application/json': components.add(answer, 'output') });
  const schemas = Object.entries(answer.content).map(([media, schema]): [string, JsonSchema] => [
    media,
    schema === null ? { type: 'string' } : components.add(schema, 'output'),
  ]);
  const { description } = answer;
  return { ...content(Object.fromEntries(schemas)), ...(description === undefined ? {} : { description }) };
}

function content(schemas: Readonly<Record<string, JsonSchema>>): Json {
  return {
    content: Object.fromEntries(Object.entries(schemas).map(([media, schema]) => [media, { schema }])),
  };
}
