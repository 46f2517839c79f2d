/**
 * Patterns of silences. They come from outside and are held against every alert, so no input may make them slow:
 * positions are followed as sets, nothing is ever tried twice, and a pattern over its bounds is refused. It must match
 * the whole text. Known are letters, `.`, `[a-z]`, `[^a-z]`, `\d`, `\w`, `\s`, `\` before a sign, `( | )`, `*`, `+`,
 * `?` and `{2,4}`; what is
 * repeated more than once must not repeat anything itself.
 */
export const LONGEST_PATTERN = 200;
/** chosen: ids are shorter; what is longer is compared by its beginning. */
const LONGEST_TEXT = 512;
const MOST_REPETITIONS = 100;

type Node =
  | { readonly kind: 'sign'; readonly matches: (sign: string) => boolean }
  | { readonly kind: 'sequence'; readonly parts: readonly Node[] }
  | { readonly kind: 'choice'; readonly options: readonly Node[] }
  | { readonly kind: 'repeat'; readonly of: Node; readonly min: number; readonly max: number };

export class PatternError extends Error {
  readonly code = 'pattern_invalid';
}

export class Pattern {
  readonly #root: Node;

  /** @throws PatternError with the rule that the text breaks */
  constructor(source: string) {
    if (source.length > LONGEST_PATTERN) {
      throw new PatternError(`a pattern of at most ${LONGEST_PATTERN} characters`);
    }
    this.#root = new PatternParser(source).parse();
  }

  matches(text: string): boolean {
    const subject = text.slice(0, LONGEST_TEXT);
    return step(this.#root, new Set([0]), subject).has(subject.length);
  }
}

type Positions = ReadonlySet<number>;

/** Where the node can end that began at one of those. */
function step(node: Node, from: Positions, text: string): Positions {
  switch (node.kind) {
    case 'sign':
      return new Set(
        [...from].filter((at) => at < text.length && node.matches(text[at]!)).map((at) => at + 1),
      );
    case 'sequence':
      return node.parts.reduce<Positions>((at, part) => (at.size === 0 ? at : step(part, at, text)), from);
    case 'choice':
      return new Set(node.options.flatMap((option) => [...step(option, from, text)]));
    case 'repeat':
      return repeat(node, from, text);
  }
}

function repeat(
  { of, min, max }: Extract<Node, { kind: 'repeat' }>,
  from: Positions,
  text: string,
): Positions {
  let at = from;
  for (let count = 0; count < min && at.size > 0; count++) at = step(of, at, text);
  const reached = new Set(at);
  for (let count = min; count < max && at.size > 0; count++) {
    at = new Set([...step(of, at, text)].filter((position) => !reached.has(position)));
    for (const position of at) reached.add(position);
  }
  return reached;
}

interface Bounds {
  readonly min: number;
  readonly max: number;
}

const CLASSES: Readonly<Record<string, RegExp>> = { d: /\d/, w: /\w/, s: /\s/ };
const SPECIAL = new Set('*+?{}()|[]\\^$');

class PatternParser {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  parse(): Node {
    const node = this.#choice();
    if (this.#at < this.#source.length) this.#fail('without a ) too many');
    return node;
  }

  #choice(): Node {
    const options = [this.#sequence()];
    while (this.#takes('|')) options.push(this.#sequence());
    return options.length === 1 ? options[0]! : { kind: 'choice', options };
  }

  #sequence(): Node {
    const parts: Node[] = [];
    while (this.#at < this.#source.length && !'|)'.includes(this.#peek())) parts.push(this.#repeated());
    return { kind: 'sequence', parts };
  }

  #repeated(): Node {
    const of = this.#atom();
    const bounds = this.#bounds();
    if (bounds === null) return of;
    if (bounds.max > 1 && hasRepeat(of)) this.#fail('without repetitions of repetitions');
    if (this.#at < this.#source.length && '*+?{'.includes(this.#peek()))
      this.#fail('with one repetition each');
    return { kind: 'repeat', of, ...bounds };
  }

  #atom(): Node {
    const sign = this.#source[this.#at++]!;
    switch (sign) {
      case '(':
        return this.#group();
      case '[':
        return { kind: 'sign', matches: this.#signs() };
      case '.':
        return { kind: 'sign', matches: () => true };
      case '\\':
        return { kind: 'sign', matches: this.#escaped() };
      default:
        if (SPECIAL.has(sign)) this.#fail(`with \\ before ${sign}`);
        return { kind: 'sign', matches: (each) => each === sign };
    }
  }

  #group(): Node {
    if (this.#takes('?') && !this.#takes(':')) this.#fail('without look-around');
    const node = this.#choice();
    if (!this.#takes(')')) this.#fail('with a ) for each (');
    return node;
  }

  #escaped(): (sign: string) => boolean {
    const sign = this.#source[this.#at++];
    if (sign === undefined) this.#fail('with a sign after \\');
    const known = CLASSES[sign];
    if (known !== undefined) return (each) => known.test(each);
    if (/[A-Za-z0-9]/.test(sign)) this.#fail(`without \\${sign}`);
    return (each) => each === sign;
  }

  #signs(): (sign: string) => boolean {
    const isNegated = this.#takes('^');
    const members: ((sign: string) => boolean)[] = [];
    while (!this.#takes(']')) {
      if (this.#at >= this.#source.length) this.#fail('with a ] for each [');
      members.push(this.#member());
    }
    return (sign) => members.some((matches) => matches(sign)) !== isNegated;
  }

  #member(): (sign: string) => boolean {
    const first = this.#source[this.#at++]!;
    if (first === '\\') return this.#escaped();
    const last = this.#source[this.#at + 1];
    if (this.#peek() !== '-' || last === undefined || last === ']') return (sign) => sign === first;
    this.#at += 2;
    return (sign) => sign >= first && sign <= last;
  }

  #bounds(): Bounds | null {
    if (this.#takes('*')) return { min: 0, max: Infinity };
    if (this.#takes('+')) return { min: 1, max: Infinity };
    if (this.#takes('?')) return { min: 0, max: 1 };
    return this.#peek() === '{' ? this.#counted() : null;
  }

  #counted(): Bounds {
    const [whole, least, comma, most] = /^\{(\d+)(,(\d*))?\}/.exec(this.#source.slice(this.#at)) ?? [];
    if (whole === undefined) return this.#fail('with \\ before {');
    this.#at += whole.length;
    const min = Number(least);
    const max = comma === undefined ? min : most === '' ? Infinity : Number(most);
    const isBounded = min <= MOST_REPETITIONS && (max === Infinity || max <= MOST_REPETITIONS);
    if (!isBounded || max < min) this.#fail(`with repetitions from 0 to ${MOST_REPETITIONS}`);
    return { min, max };
  }

  #peek(): string {
    return this.#source[this.#at] ?? '';
  }

  #takes(sign: string): boolean {
    if (this.#peek() !== sign) return false;
    this.#at++;
    return true;
  }

  #fail(rule: string): never {
    throw new PatternError(`a pattern ${rule}`);
  }
}

function hasRepeat(node: Node): boolean {
  switch (node.kind) {
    case 'sign':
      return false;
    case 'sequence':
      return node.parts.some(hasRepeat);
    case 'choice':
      return node.options.some(hasRepeat);
    case 'repeat':
      return node.max > 1 || hasRepeat(node.of);
  }
}
