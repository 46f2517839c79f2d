import type { Chapter } from './plot.ts';
import type { Actor, Cue } from './stage.ts';

export interface Beat {
  readonly atSeconds: number;
  readonly actor: Actor;
  readonly cue: Cue;
  readonly says: string;
  /** Path of the API where it shows; null where an end speaks for itself. */
  readonly see: string | null;
}

/** The chapters as single changes in the order in which they come, at that pace. */
export function beatsOf(story: readonly Chapter[], pace: number): readonly Beat[] {
  return story
    .flatMap((part) => [beginningOf(part, pace), ...endOf(part, pace)])
    .toSorted((a, b) => a.atSeconds - b.atSeconds);
}

function beginningOf({ actor, says, see, begins, fromSeconds }: Chapter, pace: number): Beat {
  return { atSeconds: fromSeconds / pace, actor, cue: cueAtPace(begins, pace), says, see };
}

function endOf({ actor, saysLast, ends, untilSeconds }: Chapter, pace: number): readonly Beat[] {
  if (ends === null || untilSeconds === null) return [];
  return [{ atSeconds: untilSeconds / pace, actor, cue: ends, says: saysLast, see: null }];
}

/** A provider that asks to be left alone must not ask for longer than its chapter lasts. */
function cueAtPace({ route, body }: Cue, pace: number): Cue {
  if (body === undefined) return { route };
  if (!('retry_after' in body)) return { route, body };
  return { route, body: { ...body, retry_after: Math.ceil(Number(body.retry_after) / pace) } };
}

/** The plan as a table, with its times divided by `pace`. */
export function tableOf(story: readonly Chapter[], pace: number, lengthSeconds: number): string {
  const rows = story.map(({ fromSeconds, untilSeconds, actor, says }) => {
    const until = untilSeconds === null ? '      ' : `– ${minutes(untilSeconds / pace)}`;
    return `  ${minutes(fromSeconds / pace)} ${until}   ${actor.padEnd(13)} ${says}`;
  });
  return [...rows, `  ${minutes(lengthSeconds / pace)}          and from the beginning`].join('\n');
}

export function minutes(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
