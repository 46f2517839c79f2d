export interface ExpandedText {
  readonly text: string;
  /** Variables that are not set and have no default. */
  readonly missing: readonly string[];
  /** What is wrong with the placeholder's form, or null. */
  readonly malformed: string | null;
}

/** Gives a variable's value, or undefined when it is not set. */
export type VariableLookup = (name: string) => string | undefined;

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const FORMS = 'a placeholder is ${NAME} or ${NAME:-default}; $${ is a plain ${';

interface Placeholder {
  readonly name: string;
  readonly fallback: string | null;
  readonly end: number;
}

/**
 * Replaces `${NAME}` and `${NAME:-default}`. As in a shell the default also stands in for an empty variable and may
 * hold placeholders of its own. What a variable holds is never expanded again.
 */
export function expandText(text: string, lookup: VariableLookup): ExpandedText {
  const parts: string[] = [];
  const missing: string[] = [];
  let at = 0;
  for (let open = text.indexOf('${'); open !== -1; open = text.indexOf('${', at)) {
    if (text[open - 1] === '$' && open > at) {
      parts.push(text.slice(at, open - 1), '${');
      at = open + 2;
      continue;
    }
    const placeholder = readPlaceholder(text, open);
    if (placeholder === null) return { text, missing, malformed: FORMS };
    const value = resolve(placeholder, lookup);
    if (value.malformed !== null) return value;
    missing.push(...value.missing);
    parts.push(text.slice(at, open), value.text);
    at = placeholder.end;
  }
  parts.push(text.slice(at));
  return { text: parts.join(''), missing, malformed: null };
}

function resolve({ name, fallback }: Placeholder, lookup: VariableLookup): ExpandedText {
  const value = lookup(name);
  if (value !== undefined && (value !== '' || fallback === null))
    return { text: value, missing: [], malformed: null };
  if (fallback !== null) return expandText(fallback, lookup);
  return { text: '', missing: [name], malformed: null };
}

function readPlaceholder(text: string, open: number): Placeholder | null {
  NAME.lastIndex = open + 2;
  const name = NAME.exec(text)?.[0];
  if (name === undefined) return null;
  const after = open + 2 + name.length;
  if (text[after] === '}') return { name, fallback: null, end: after + 1 };
  if (!text.startsWith(':-', after)) return null;
  const close = closingBrace(text, after + 2);
  return close === -1 ? null : { name, fallback: text.slice(after + 2, close), end: close + 1 };
}

function closingBrace(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at += 1) {
    if (text.startsWith('${', at)) depth += 1;
    if (text[at] === '}') depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}

/** The variables that a text names, defaults included. */
export function variablesIn(text: string): string[] {
  return [...text.matchAll(/\$\{([A-Za-z_][A-Za-z0-9_]*)/g)].map((match) => match[1]!);
}
