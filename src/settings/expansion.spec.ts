import fc from 'fast-check';
import { expandText } from './expansion.ts';

const env: Record<string, string> = { A: 'alpha', EMPTY: '', TRICKY: '${A}', _x1: 'u' };
const expand = (text: string) => expandText(text, (name) => env[name]);

describe('expansion of placeholders', () => {
  it.each([
    ['${A}', 'alpha'],
    ['x-${A}-${A}-y', 'x-alpha-alpha-y'],
    ['${_x1}', 'u'],
    ['${NOPE:-}', ''],
    ['${NOPE:-b c}', 'b c'],
    ['${A:-other}', 'alpha'],
    ['${EMPTY}', ''],
    ['${EMPTY:-fallback}', 'fallback'],
    ['${NOPE:-${A}}', 'alpha'],
    ['${NOPE:-${NADA:-deep}}', 'deep'],
    ['${NOPE:-http://h:1/p?q=1}', 'http://h:1/p?q=1'],
    ['$${A}', '${A}'],
    ['$A $ {A} $', '$A $ {A} $'],
    ['cost $5 ${A}', 'cost $5 alpha'],
  ])('makes of %p %p', (text, expected) => {
    expect(expand(text)).toEqual({ text: expected, missing: [], malformed: null });
  });

  it('never expands what a variable holds', () => {
    expect(expand('${TRICKY}').text).toBe('${A}');
  });

  it('names every variable that is missing', () => {
    expect(expand('${ONE}/${A}/${TWO}/${X:-${THREE}}').missing).toEqual(['ONE', 'TWO', 'THREE']);
  });

  it.each(['${', '${A', '${}', '${1A}', '${A-b}', '${A:?no}', '${A:-b', '${NOPE:-${}}', '${ A }'])(
    'refuses %p as malformed',
    (text) => {
      expect(expand(text).malformed).toContain('${NAME:-default}');
    },
  );

  it('leaves text without a dollar sign as it is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const plain = text.replaceAll('$', '');
        expect(expand(plain).text).toBe(plain);
      }),
    );
  });
});
