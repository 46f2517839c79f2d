/** Optimal string alignment distance: insert, delete, replace, swap of neighbours cost one each. */
export function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const replace = previous[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1);
      let best = Math.min(replace, previous[column]! + 1, current[column - 1]! + 1);
      if (a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        best = Math.min(best, (beforePrevious[column - 2] ?? Infinity) + 1);
      }
      current.push(best);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length]!;
}

// chosen: beyond a third of its letters a word is another word, and no hint is better than a wrong one
const SHARE_OF_TYPOS = 3;

/** Case and separators are typed wrong most often, so they cost nothing: `baseUrl` is `base_url`. */
function plain(word: string): string {
  return word.toLowerCase().replace(/[-_. ]/g, '');
}

export function closest(word: string, candidates: Iterable<string>): string | null {
  const wanted = plain(word);
  let best: string | null = null;
  let bestDistance = Math.floor(wanted.length / SHARE_OF_TYPOS) + 1;
  for (const candidate of candidates) {
    const offered = plain(candidate);
    if (Math.abs(offered.length - wanted.length) >= bestDistance) continue;
    const distance = editDistance(wanted, offered);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

export function didYouMean(word: string, candidates: Iterable<string>): string | null {
  const match = closest(word, candidates);
  return match === null ? null : `did you mean ${match}?`;
}

// chosen: nobody reads more, and each costs a look at every candidate
const MOST_HINTS = 20;

/** Hints out of one list of candidates, for the first few words only: ten thousand targets make the list long. */
export class Hints {
  readonly #candidates: ReadonlySet<string>;
  #given = 0;

  constructor(candidates: ReadonlySet<string>) {
    this.#candidates = candidates;
  }

  for(word: string): string | null {
    this.#given += 1;
    return this.#given > MOST_HINTS ? null : didYouMean(word, this.#candidates);
  }
}
