import {
  LineCounter,
  isAlias,
  isMap,
  isScalar,
  parseDocument,
  visit,
  type Document,
  type YAMLMap,
} from 'yaml';
import { dotted } from './document.ts';
import type { SettingsProblem } from './problems.ts';

export interface ParsedYaml {
  readonly value: unknown;
  readonly problems: readonly SettingsProblem[];
}

// chosen: far above what a generated file with one anchor for thousands of providers needs, below a "billion laughs"
const MAX_ALIASES = 1_000_000;

/** Parses one YAML document; what is wrong with its form is told with line and column and never with its text. */
export function parseYaml(text: string, file: string): ParsedYaml {
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, {
      lineCounter: lines,
      // it looks for duplicates in quadratic time and quotes the source, which may hold a secret
      uniqueKeys: false,
      prettyErrors: false,
      merge: true,
      logLevel: 'silent',
    });
    const problems = [...syntaxProblems(document, lines, file), ...duplicateKeys(document, lines, file)];
    if (problems.length > 0) return { value: undefined, problems };
    return { value: document.toJS({ maxAliasCount: MAX_ALIASES }), problems };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      value: undefined,
      problems: [{ key: file, rule: `must be readable YAML: ${reason}`, value: null, hint: null }],
    };
  }
}

function place(lines: LineCounter, offset: number): string {
  const { line, col } = lines.linePos(offset);
  return `line ${line}, column ${col}`;
}

function syntaxProblems(document: Document.Parsed, lines: LineCounter, file: string): SettingsProblem[] {
  return document.errors.map((error) => ({
    key: `${file}, ${place(lines, error.pos[0])}`,
    rule: `must be valid YAML: ${error.message}`,
    value: null,
    hint: error.code === 'TAB_AS_INDENT' ? 'indent with spaces' : null,
  }));
}

function duplicateKeys(document: Document.Parsed, lines: LineCounter, file: string): SettingsProblem[] {
  const problems: SettingsProblem[] = [];
  visit(document, {
    Map(_, map, ancestors) {
      const parents = ancestors.flatMap((node) =>
        typeof node === 'object' && 'key' in node && isScalar(node.key) ? [String(node.key.value)] : [],
      );
      for (const { name, offset } of repeatedKeys(map)) {
        problems.push({
          key: dotted([...parents, name]),
          rule: `must be given once, and stands again at ${file}, ${place(lines, offset)}`,
          value: null,
          hint: null,
        });
      }
    },
  });
  return problems;
}

function repeatedKeys(map: YAMLMap): { name: string; offset: number }[] {
  if (!isMap(map)) return [];
  const seen = new Set<string>();
  const repeated: { name: string; offset: number }[] = [];
  for (const { key } of map.items) {
    if (!isScalar(key) || isAlias(key)) continue;
    const name = String(key.value);
    if (seen.has(name) && name !== '<<') repeated.push({ name, offset: key.range?.[0] ?? 0 });
    seen.add(name);
  }
  return repeated;
}
