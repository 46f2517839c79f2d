import type { GraphEdge, NodeType } from './dependency-graph.ts';
import type { GraphReport, NodeReport } from './graph-report.ts';

export const DOT_CONTENT_TYPE = 'text/vnd.graphviz; charset=utf-8';

const SHAPES: Record<NodeType, string> = {
  service: 'oval',
  provider: 'box',
  model: 'component',
  component: 'cylinder',
};

const COLOURS: Record<NodeReport['status'], readonly [fill: string, line: string]> = {
  healthy: ['#d9f2e1', '#1f7a3f'],
  degraded: ['#fdf0c8', '#a56a00'],
  unhealthy: ['#fbdcd9', '#b3261e'],
  unknown: ['#e6e8eb', '#5f6670'],
};

/** The graph in Graphviz' DOT language. */
export function renderDot({ nodes, edges }: GraphReport): string {
  const lines = [
    'digraph bellwether {',
    '  rankdir=TB;',
    '  node [style="filled", fontname="sans-serif"];',
    ...nodes.map((node) => `  ${quote(node.id)} ${nodeAttributes(node)};`),
    ...edges.map((edge) => `  ${quote(edge.from)} -> ${quote(edge.to)} ${edgeAttributes(edge)};`),
    '}',
  ];
  return lines.join('\n') + '\n';
}

function nodeAttributes(node: NodeReport): string {
  const [fill, line] = COLOURS[node.status];
  const label = `"${escape(node.name)}\\n${node.status}"`;
  const width = node.root_cause ? ', penwidth=3' : '';
  return `[label=${label}, shape=${SHAPES[node.type]}, fillcolor="${fill}", color="${line}"${width}]`;
}

function edgeAttributes({ kind, group }: GraphEdge): string {
  switch (kind) {
    case 'requires':
      return '[style="solid"]';
    case 'any_of':
      return `[style="dashed", label="any of ${group}"]`;
    case 'part_of':
      return '[style="dotted", arrowhead="none"]';
  }
}

function quote(text: string): string {
  return `"${escape(text)}"`;
}

/** Graphviz reads backslash sequences and HTML entities even between quotes. */
function escape(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"');
}
