import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { openApiDocument } from './document.ts';
import { Operation } from './operation.ts';
import { routesOf } from './routes.ts';

const shelfSchema = z.object({ name: z.string(), size: z.int().default(3) }).meta({ id: 'Shelf' });
const shelvesSchema = z.object({ items: z.array(shelfSchema) });
const querySchema = z.strictObject({
  limit: z.coerce.number().int().max(9).default(5).describe('How many'),
  strict: z.stringbool().optional(),
  tags: z.string().transform((text) => text.split(',')),
});

@Controller('shelves')
class ShelvesController {
  @Get(['', 'all'])
  @Operation({ summary: 'List shelves', tag: 'Shelves', responses: { 200: shelvesSchema, 304: 'empty' } })
  list(@Query({ schema: querySchema }) query: unknown): unknown {
    return query;
  }

  @Post(':id')
  @Operation({
    summary: 'Put a shelf',
    params: { id: 'Where' },
    responses: { 201: shelfSchema, 404: 'problem' },
  })
  put(@Param('id') id: string, @Body({ schema: shelfSchema }) body: unknown): unknown {
    return { id, body };
  }

  @Get('plan')
  @Operation({
    summary: 'Draw',
    responses: { 200: { description: 'A plan', content: { 'text/plain': null } } },
  })
  plan(): string {
    return '';
  }

  notARoute(): void {}
}

/** What stands in a document at that path. */
function at(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>((one, key) => Reflect.get(Object(one), key), value);
}

describe('openApiDocument', () => {
  const document = openApiDocument(routesOf(ShelvesController), '1.2.3');
  const paths = document['paths'];
  const schemas = at(document, 'components', 'schemas');

  it('has every path of every handler with an id of its own', () => {
    expect(Object.keys(Object(paths))).toEqual([
      '/shelves',
      '/shelves/all',
      '/shelves/{id}',
      '/shelves/plan',
    ]);
    expect(at(paths, '/shelves/all', 'get', 'operationId')).toBe('get_shelves_all');
    expect(document).toMatchObject({ openapi: '3.1.1', info: { version: '1.2.3' } });
  });

  it('reads the query from the handler, with its types, defaults and what is required', () => {
    expect(at(paths, '/shelves', 'get', 'parameters')).toEqual([
      {
        name: 'limit',
        in: 'query',
        required: false,
        description: 'How many',
        schema: { type: 'integer', maximum: 9, minimum: -9007199254740991, default: 5 },
      },
      { name: 'strict', in: 'query', required: false, schema: { type: 'boolean' } },
      { name: 'tags', in: 'query', required: true, schema: { type: 'string' } },
    ]);
  });

  it('writes a schema with an id once and refers to it', () => {
    const reference = { $ref: '#/components/schemas/Shelf' };
    const answers = at(paths, '/shelves', 'get', 'responses');
    expect(at(answers, '200', 'content')).toMatchObject({
      'application/json': { schema: { properties: { items: { items: reference } } } },
    });
    expect(at(schemas, 'Shelf')).toMatchObject({ required: ['name', 'size'] });
    expect(JSON.stringify(document)).not.toContain('$defs');
  });

  it('describes a body as it is sent, not as it is read', () => {
    expect(at(paths, '/shelves/{id}', 'post', 'requestBody')).toMatchObject({
      content: { 'application/json': { schema: { $ref: '#/components/schemas/ShelfInput' } } },
    });
    expect(at(schemas, 'ShelfInput')).toMatchObject({ required: ['name'] });
  });

  it('adds the problems that follow from taking input', () => {
    const put = at(paths, '/shelves/{id}', 'post', 'responses');
    expect(Object.keys(Object(put))).toEqual(['201', '400', '404', 'default']);
    expect(at(put, '404', 'content')).toEqual({
      'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
    });
    expect(Object.keys(Object(at(paths, '/shelves/plan', 'get', 'responses')))).toEqual(['200', 'default']);
  });

  it('describes path parameters and other media types', () => {
    expect(at(paths, '/shelves/{id}', 'post', 'parameters')).toEqual([
      { name: 'id', in: 'path', required: true, description: 'Where', schema: { type: 'string' } },
    ]);
    const plan = at(paths, '/shelves/plan', 'get', 'responses');
    expect(at(plan, '200')).toEqual({
      description: 'A plan',
      content: { 'text/plain': { schema: { type: 'string' } } },
    });
  });

  it('refuses two different schemas of one name', () => {
    const other = z.object({ depth: z.number() }).meta({ id: 'Shelf' });
    class OtherController {
      get(): void {}
    }
    const route = {
      method: 'get',
      path: '/other',
      controller: OtherController.name,
      handler: 'get',
      params: {},
    };
    const doc = { summary: 'Get', responses: { 200: other } };
    const requirement = 'read' as const;
    const routes = [
      ...routesOf(ShelvesController),
      { ...route, doc, requirement, body: undefined, query: undefined },
    ];
    expect(() => openApiDocument(routes, '1.2.3')).toThrow('two different schemas have the id Shelf');
  });
});
