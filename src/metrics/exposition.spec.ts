import { familyHeader, label, sample } from './exposition.ts';

describe('exposition', () => {
  it.each([
    ['plain', 'target="plain"'],
    ['say "hi"', 'target="say \\"hi\\""'],
    ['back\\slash', 'target="back\\\\slash"'],
    ['two\nlines', 'target="two\\nlines"'],
    ['\\n', 'target="\\\\n"'],
    ['第一 {x="y"}', 'target="第一 {x=\\"y\\"}"'],
  ])('escapes the label value %j', (value, text) => {
    expect(label('target', value)).toBe(text);
  });

  it('escapes help texts', () => {
    expect(familyHeader({ name: 'a', type: 'gauge', help: 'one\\two\nthree "four"' })).toBe(
      '# HELP a one\\\\two\\nthree "four"\n# TYPE a gauge\n',
    );
  });

  it.each([
    [1, '1'],
    [0.25, '0.25'],
    [Infinity, '+Inf'],
    [-Infinity, '-Inf'],
    [NaN, 'NaN'],
  ])('writes %p as Prometheus reads it', (value, text) => {
    expect(sample('a', 'b="c"', value)).toBe(`a{b="c"} ${text}\n`);
    expect(sample('a', '', value)).toBe(`a ${text}\n`);
  });
});
