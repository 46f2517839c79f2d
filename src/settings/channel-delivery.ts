import { Hints } from './did-you-mean.ts';
import { asMapping, type Mapping, valueAt } from './document.ts';
import { placed, type PlacedProblem } from './issues.ts';
import { number, text } from './scalars.schema.ts';

/** How messages reach a channel, whatever its kind. */
export interface ChannelDelivery {
  /** Id of the channel that is told too when this one has failed three times; null tells nobody [none]. */
  readonly fallback: string | null;
  /** How long one attempt may take, milliseconds [15000]; 1 s to 120 s. */
  readonly timeoutMs: number;
}

/** Standard Webhooks gives a receiver 15 to 30 s. */
const TIMEOUT_SECONDS = 15;

/** Keys of every channel. */
export const delivery = {
  fallback: text()
    .nullish()
    .describe('Id of the channel that is told too when this one has failed three times. Default none.'),
  timeout_seconds: number(1, 120)
    .describe('How long one attempt may take, seconds, 1 to 120. Default 15.')
    .default(TIMEOUT_SECONDS),
};

interface RawDelivery {
  readonly fallback?: string | null | undefined;
  readonly timeout_seconds: number;
}

export const USUAL_DELIVERY: ChannelDelivery = { fallback: null, timeoutMs: TIMEOUT_SECONDS * 1_000 };

export function deliveryOf({ fallback, timeout_seconds: timeoutSeconds }: RawDelivery): ChannelDelivery {
  const hasFallback = fallback !== undefined && fallback !== null && fallback !== '';
  return { fallback: hasFallback ? fallback : null, timeoutMs: timeoutSeconds * 1_000 };
}

/** A fallback is another channel that exists, and fallbacks lead nowhere in a circle. */
export function fallbackProblems(document: Mapping): PlacedProblem[] {
  const channels = asMapping(valueAt(document, ['alerts', 'channels']));
  const ids = new Set(['log', ...Object.keys(channels)]);
  const hints = new Hints(ids);
  const fallbacks = new Map(
    Object.entries(channels).flatMap(([id, channel]): [string, string][] => {
      const fallback = valueAt(channel, ['fallback']);
      return typeof fallback === 'string' && fallback !== '' ? [[id, fallback]] : [];
    }),
  );
  return [...fallbacks].flatMap(([id, fallback]) => {
    const path = ['alerts', 'channels', id, 'fallback'];
    if (!ids.has(fallback)) {
      return [placed(path, 'must name a channel that exists', fallback, hints.for(fallback))];
    }
    return leadsBackTo(id, fallbacks)
      ? [placed(path, 'must not lead back to its own channel', fallback)]
      : [];
  });
}

function leadsBackTo(id: string, fallbacks: ReadonlyMap<string, string>): boolean {
  const seen = new Set<string>();
  for (let next = fallbacks.get(id); next !== undefined && !seen.has(next); next = fallbacks.get(next)) {
    if (next === id) return true;
    seen.add(next);
  }
  return false;
}
