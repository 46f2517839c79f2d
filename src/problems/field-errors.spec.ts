import { z } from 'zod';
import { fieldErrors } from './field-errors.ts';

function errorsOf(schema: z.ZodType, value: unknown, key?: string): unknown[] {
  const issues = schema.safeParse(value).error?.issues ?? [];
  return fieldErrors(issues, { name: 'body', key, value, schema });
}

function rulesOf(schema: z.ZodType, value: unknown): unknown[] {
  return errorsOf(z.object({ a: schema }), { a: value }).map((error) => (error as { rule: unknown }).rule);
}

describe('fieldErrors', () => {
  it.each([
    [z.int(), 1.5, 'integer'],
    [z.int(), undefined, 'required, number'],
    [z.number().min(1), 0, '>= 1'],
    [z.number().gt(1), 1, '> 1'],
    [z.number().lt(5), 5, '< 5'],
    [z.number().multipleOf(5), 3, 'multiple of 5'],
    [z.string().min(2), 'a', 'at least 2 characters'],
    [z.array(z.int()).max(1), [1, 2], 'at most 1 items'],
    [z.literal('x'), 'y', 'exactly x'],
    [z.enum(['a', 'b']), undefined, 'required, one of a|b'],
    [z.iso.datetime(), 'today', 'ISO 8601 date and time'],
    [z.url(), 'nowhere', 'URL'],
    [z.string().regex(/^a/), 'b', 'matches /^a/'],
    [z.string().refine(() => false, 'a target that exists'), 'b', 'a target that exists'],
    [z.union([z.string(), z.boolean()]), 1, 'string or boolean'],
    [z.record(z.string().max(2), z.int()), { long: 1 }, 'key: at most 2 characters'],
    [
      z.discriminatedUnion('k', [z.object({ k: z.literal('a') }), z.object({ k: z.literal('b') })]),
      { k: 'c' },
      'one of a|b',
    ],
    [z.date().min(new Date(0)), new Date(-1), '>= 1970-01-01T00:00:00.000Z'],
  ])('tells the rule of %# in words', (schema, value, rule) => {
    expect(rulesOf(schema, value)).toEqual([rule]);
  });

  it('speaks of the member of a union that was meant', () => {
    const one = z.strictObject({ target: z.string(), ok: z.boolean(), latency_ms: z.number() });
    const schema = z.union([one, z.strictObject({ items: z.array(one) })]);
    const value = { items: [{ target: 'openai', ok: true, latency_ms: 'fast' }] };
    expect(errorsOf(schema, value)).toEqual([{ field: 'items.0.latency_ms', rule: 'number', value: 'fast' }]);
  });

  it('proposes keys of nested, optional and listed objects', () => {
    const schema = z.strictObject({
      list: z.array(z.strictObject({ target: z.string().optional() })).default([]),
    });
    const [error] = errorsOf(schema, { list: [{ tarfet: 'x' }] });
    expect(error).toEqual({ field: 'list.0.tarfet', rule: 'unknown key; did you mean target?', value: 'x' });
  });

  it('calls a single parameter by its name', () => {
    expect(errorsOf(z.string().max(1), 'ab', 'id')).toEqual([
      { field: 'id', rule: 'at most 1 characters', value: 'ab' },
    ]);
  });

  it('takes the issues of any Standard Schema', () => {
    const issues = [{ message: 'must be round', path: [{ key: 'wheel' }, 0] }];
    expect(fieldErrors(issues, { name: 'body', value: { wheel: ['square'] }, schema: {} })).toEqual([
      { field: 'wheel.0', rule: 'must be round', value: 'square' },
    ]);
  });
});
