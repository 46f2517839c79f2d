import { spawnSync } from 'node:child_process';
import { registryOf, targetsOf } from '../../test/support/watched-targets.ts';
import type { ServiceSettings } from '../settings/settings.ts';
import { renderDot } from './dot.ts';
import type { GraphReport } from './graph-report.ts';
import { LiveGraph } from './live-graph.ts';
import { renderMermaid } from './mermaid.ts';
import { skipped } from '../../test/support/skipping.ts';

const NASTY = [
  'say "hi"',
  'a[b](c){d}',
  'x --> y; end',
  '<b>&amp;#35;',
  'back\\slash\\',
  'two\nlines',
  '`**md**`',
  '1. 第一',
];

function reportOf(names: readonly string[]): GraphReport {
  const providers = Object.fromEntries(names.map((_, index) => [`p${index}`, {}]));
  const targets = targetsOf(providers).map((target, index) => ({ ...target, name: names[index]! }));
  const services: ServiceSettings[] = [
    {
      id: 'chat "1"\\',
      name: names[0]!,
      critical: true,
      dependsOn: [
        { kind: 'any_of', ids: targets.map(({ id }) => id) },
        { kind: 'one', id: 'redis]"' },
      ],
    },
  ];
  return new LiveGraph(registryOf(targets), () => services).report(0);
}

describe('renderMermaid', () => {
  it('writes a flowchart with statuses in words and colours', () => {
    const lines = renderMermaid(reportOf(['OpenAI'])).split('\n');
    expect(lines[0]).toBe('flowchart TD');
    expect(lines).toContain('  n1["OpenAI<br/>unknown"]');
    expect(lines).toContain('  class n1 unknown');
    expect(lines).toContain('  n0 -. "any of 1" .-> n1');
    expect(lines).toContain('  n0 --> n2');
  });

  it.each([
    ['say "hi"', 'say #34;hi#34;'],
    ['a[b](c){d}', 'a#91;b#93;#40;c#41;#123;d#125;'],
    ['<b>&', '#60;b#62;#38;'],
    ['#35;', '#35;35#59;'],
    ['two\nlines', 'two lines'],
    ['`md`', '#96;md#96;'],
    ['1. first', '1#46; first'],
    ['gpt-5.4 第一', 'gpt-5.4 第一'],
  ])('writes the name %j as %s', (name, label) => {
    expect(renderMermaid(reportOf([name]))).toContain(`n1["${label}<br/>unknown"]`);
  });

  it('lets no name out of its quotes', () => {
    const nodes = renderMermaid(reportOf(NASTY))
      .split('\n')
      .filter((line) => line.includes('<br/>'));
    expect(nodes).toHaveLength(NASTY.length + 2);
    for (const line of nodes) expect(line).toMatch(/^ {2}n\d+(\(\[|\[\(|\[)"[^"]*"(\]\)|\)\]|\])$/);
  });
});

describe('renderDot', () => {
  it('writes a digraph', () => {
    const dot = renderDot(reportOf(['OpenAI']));
    expect(dot).toMatch(/^digraph bellwether \{\n/);
    expect(dot).toContain('"p0" [label="OpenAI\\nunknown", shape=box,');
    expect(dot).toContain('"chat \\"1\\"\\\\" -> "p0" [style="dashed", label="any of 1"];');
  });

  it.each([
    ['say "hi"', 'say \\"hi\\"'],
    ['back\\slash\\', 'back\\\\slash\\\\'],
    ['AT&T', 'AT&amp;T'],
    ['two\nlines', 'two lines'],
  ])('writes the name %j as %s', (name, label) => {
    expect(renderDot(reportOf([name]))).toContain(`"p0" [label="${label}\\nunknown"`);
  });

  it('is understood by Graphviz, where it is installed', () => {
    const { error, status, stdout, stderr } = spawnSync('dot', ['-Tplain'], {
      input: renderDot(reportOf(NASTY)),
      encoding: 'utf8',
    });
    if (error !== undefined) {
      expect((error as NodeJS.ErrnoException).code).toBe('ENOENT');
      return skipped('Graphviz (dot) is not installed, its reading of the graph was not checked');
    }
    expect({ status, stderr: stderr.replaceAll(/.*[Ff]ont.*\n?/g, '') }).toEqual({ status: 0, stderr: '' });
    expect(stdout.match(/^node /gm)).toHaveLength(NASTY.length + 2);
  });
});
