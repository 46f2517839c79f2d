import type { GraphEdge, NodeType } from './dependency-graph.ts';
import type { GraphReport, NodeReport } from './graph-report.ts';

export const MERMAID_CONTENT_TYPE = 'text/vnd.mermaid; charset=utf-8';

/** Services round, providers square, models as in a subroutine, what we do not watch as a cylinder. */
const SHAPES: Record<NodeType, readonly [string, string]> = {
  service: ['([', '])'],
  provider: ['[', ']'],
  model: ['[[', ']]'],
  component: ['[(', ')]'],
};

const STYLES = [
  'classDef healthy fill:#d9f2e1,stroke:#1f7a3f,color:#0d3b1e',
  'classDef degraded fill:#fdf0c8,stroke:#a56a00,color:#4a3000',
  'classDef unhealthy fill:#fbdcd9,stroke:#b3261e,color:#5c0f0a',
  'classDef unknown fill:#e6e8eb,stroke:#5f6670,color:#2b2f36',
  'classDef root_cause stroke-width:4px',
];

/** The graph as a Mermaid flowchart. The status is in the label too, for who cannot tell the colours apart. */
export function renderMermaid({ nodes, edges }: GraphReport): string {
  const refs = new Map(nodes.map((node, index) => [node.id, `n${index}`]));
  const lines = [
    'flowchart TD',
    ...STYLES,
    ...nodes.flatMap((node) => nodeLines(node, refs.get(node.id)!)),
    ...edges.map((edge) => edgeLine(edge, refs)),
  ];
  return lines.map((line, index) => (index === 0 ? line : `  ${line}`)).join('\n') + '\n';
}

function nodeLines(node: NodeReport, ref: string): string[] {
  const [open, close] = SHAPES[node.type];
  const label = `${escapeLabel(node.name)}<br/>${node.status}`;
  const lines = [`${ref}${open}"${label}"${close}`, `class ${ref} ${node.status}`];
  return node.root_cause ? [...lines, `class ${ref} root_cause`] : lines;
}

function edgeLine({ from, to, kind, group }: GraphEdge, refs: ReadonlyMap<string, string>): string {
  const [a, b] = [refs.get(from)!, refs.get(to)!];
  switch (kind) {
    case 'requires':
      return `${a} --> ${b}`;
    case 'any_of':
      return `${a} -. "any of ${group}" .-> ${b}`;
    case 'part_of':
      return `${a} --- ${b}`;
  }
}

/**
 * Everything that Mermaid could read as markup (quotes, brackets, HTML, Markdown, its own `#code;`) becomes a numeric
 * entity; line ends and other control characters become spaces.
 */
function escapeLabel(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/["'#;<>&\\`{}[\]()|*_~$@%]|^\s*[-+]|(?<=^\s*\d+)[.)]/g, (found) =>
      Array.from(found, (character) => `#${character.codePointAt(0)};`).join(''),
    );
}
