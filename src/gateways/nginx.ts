import { type Place, textOf } from './places.ts';
import { bestShareOf, wholeWeight } from './seats.ts';

/** chosen: steps of 5 %, since every other text is a reload */
const MOST_WEIGHT = 20;

/**
 * An `upstream` block for nginx. The same advice makes the same text: it holds no time and no number of the advice, so
 * that nginx is reloaded only when a weight is another one.
 */
export function nginxUpstream(pool: string, places: readonly Place[], isPanic: boolean): string {
  const best = bestShareOf(places);
  const lines = places.map((place) => `  server ${textOf(place)}${parameters(place, best)};${remark(place)}`);
  const panic = isPanic ? ['  # panic: too few are usable, so all are named'] : [];
  return [`upstream ${upstreamName(pool)} {`, ...panic, ...lines, '}', ''].join('\n');
}

/** A tag may be any text; nginx reads a name up to the next space, brace or semicolon. */
export function upstreamName(pool: string): string {
  return pool.replaceAll(/[^A-Za-z0-9._-]/g, '_');
}

function parameters({ standing, share }: Place, best: number): string {
  switch (standing) {
    case 'serving':
      return ` weight=${wholeWeight(share, best, MOST_WEIGHT)}`;
    case 'spare':
      return ' backup';
    case 'left_out':
      return ' down';
  }
}

/** Without the reasons: an open circuit that becomes half open, and so on, would each time be a reload for nothing. */
function remark({ seats }: Place): string {
  const ids = seats.map(({ target }) => target.id);
  return ` # ${ids.join(', ').replaceAll(/[^\x20-\x7e]/g, '?')}`;
}
