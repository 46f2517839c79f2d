import fc from 'fast-check';
import { Pattern, PatternError } from './pattern.ts';

it.each([
  ['openai', 'openai', true],
  ['openai', 'openai/gpt-5', false],
  ['openai(/.*)?', 'openai/gpt-5', true],
  ['gpt-[0-9]+(\\.\\d)?', 'gpt-5.1', true],
  ['[^a-c]x', 'ax', false],
  ['[^a-c]x', 'dx', true],
  ['a|b|', '', true],
  ['(?:foo|bar)+', 'foobarfoo', true],
  ['a{2,3}', 'a', false],
  ['a{2,3}', 'aaa', true],
  ['a{2,}', 'aaaaa', true],
  ['a\\.b', 'axb', false],
  ['[a-]', '-', true],
])('%s against %s is %s', (source, text, expected) => {
  expect(new Pattern(source).matches(text)).toBe(expected);
});

it.each([
  ['(a+)+', 'repetitions of repetitions'],
  ['(a', 'a ) for each ('],
  ['a)', 'a ) too many'],
  ['[a', 'a ] for each ['],
  ['a**', 'one repetition each'],
  ['*a', '\\ before *'],
  ['a{5,2}', 'repetitions from 0 to 100'],
  ['a{1000}', 'repetitions from 0 to 100'],
  ['(?=a)', 'without look-around'],
  ['(a)\\1', 'without \\1'],
  ['a\\', 'a sign after \\'],
  ['x'.repeat(201), 'at most 200 characters'],
])('refuses %s', (source, rule) => {
  expect(() => new Pattern(source)).toThrow(PatternError);
  expect(() => new Pattern(source)).toThrow(rule);
});

it('answers at once where backtracking would take for ever', () => {
  const source = 'a?'.repeat(60) + 'a'.repeat(60);
  expect(new Pattern(source).matches('a'.repeat(60))).toBe(true);
  expect(new Pattern('(a|a)*(a|a)*(a|a)*b').matches('a'.repeat(500))).toBe(false);
});

const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '(a|b)', '(ab|)', '(?:a|bb)');
const repeated = fc
  .tuple(atom, fc.constantFrom('', '', '*', '+', '?', '{1,2}'))
  .map((parts) => parts.join(''));
const source = fc
  .array(
    fc.array(repeated, { maxLength: 4 }).map((parts) => parts.join('')),
    { minLength: 1, maxLength: 3 },
  )
  .map((options) => options.join('|'));
const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 });

it('means what a regular expression means', () => {
  fc.assert(
    fc.property(source, text, (pattern, subject) => {
      expect(new Pattern(pattern).matches(subject)).toBe(new RegExp(`^(?:${pattern})$`).test(subject));
    }),
    { numRuns: 500 },
  );
});
