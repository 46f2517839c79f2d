import { parseYaml } from './yaml-document.ts';

describe('YAML of the settings', () => {
  it('tells file, line, column and reason of a syntax error, and not the text', () => {
    const { problems } = parseYaml('a: 1\nb: "canary\n', 'my.yaml');
    expect(problems[0]?.key).toBe('my.yaml, line 3, column 1');
    expect(problems[0]?.rule).toContain('Missing closing');
    expect(JSON.stringify(problems)).not.toContain('canary');
  });

  it('refuses a key that stands twice, at any depth, and says where', () => {
    const { problems } = parseYaml('providers:\n  a: 1\n  b: {x: 1, x: 2}\n  a: 2\n', 'my.yaml');
    expect(problems.map(({ key, rule }) => [key, rule])).toEqual([
      ['providers.a', expect.stringContaining('my.yaml, line 4, column 3')],
      ['providers.b.x', expect.stringContaining('my.yaml, line 3, column 13')],
    ]);
  });

  it('knows anchors and merge keys', () => {
    const { value } = parseYaml('base: &b {x: 1}\nmore: {<<: *b, y: 2}\n', 'my.yaml');
    expect(value).toEqual({ base: { x: 1 }, more: { x: 1, y: 2 } });
  });

  it('is not blown up by aliases of aliases', () => {
    const levels = 'bcdefghi'.split('').map((name, index) => {
      const previous = `*${'abcdefgh'[index]}`;
      return `${name}: &${name} [${Array.from({ length: 10 }, () => previous).join(', ')}]`;
    });
    const { problems } = parseYaml(['a: &a [x]', ...levels].join('\n'), 'my.yaml');
    expect(problems[0]?.rule).toContain('alias');
  });

  it('turns nesting without end into a problem', () => {
    expect(parseYaml('['.repeat(50_000), 'my.yaml').problems.length).toBeGreaterThan(0);
  });
});
