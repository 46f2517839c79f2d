import fc from 'fast-check';
import { csvLine } from './csv.ts';

describe('a line of CSV', () => {
  it('leaves nothing empty, and numbers and booleans as they are', () => {
    expect(csvLine([null, undefined, 0, -5.25, true, 'ok'])).toBe(',,0,-5.25,true,ok\r\n');
  });

  it.each([
    ['a,b', '"a,b"'],
    ['say "no"', '"say ""no"""'],
    ['two\nlines', '"two\nlines"'],
    ['plain', 'plain'],
  ])('quotes %j as RFC 4180 says', (text, cell) => {
    expect(csvLine([text])).toBe(`${cell}\r\n`);
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])('takes %j its power', (text) => {
    expect(csvLine([text]).replace(/^"/, '')).toMatch(/^'/);
  });

  it('can be read back', () => {
    const safe = fc.string({ unit: 'grapheme-ascii' }).filter((text) => !/^[=+\-@\t\r]/.test(text));
    const texts = fc.array(safe, { minLength: 2, maxLength: 5 });
    fc.assert(fc.property(texts, (values) => expect(cellsOf(csvLine(values))).toEqual(values)));
  });
});

function cellsOf(line: string): string[] {
  const cells = `,${line.slice(0, -2)}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,]*))/g);
  return [...cells].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');
}
