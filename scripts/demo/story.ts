import type { Fault } from '../../test/support/simulators/fault.ts';
import type { VendorId } from '../../test/support/simulators/vendor.ts';

/** One thing that befalls one provider, and when it ends. */
export interface Chapter {
  readonly fromSeconds: number;
  readonly untilSeconds: number;
  readonly provider: VendorId;
  readonly fault: Fault;
  /** What happens, in a few words. */
  readonly says: string;
}

export const STORY_SECONDS = 240;

/** Long enough each that the status is confirmed, also at four times the pace. */
export const STORY: readonly Chapter[] = [
  chapter([15, 55], 'openai', { fault: '500' }, 'answers 500 to everything'),
  chapter([45, 85], 'anthropic', { fault: 'overloaded' }, 'is overloaded (529)'),
  chapter([70, 110], 'google', { fault: 'wrong_key' }, 'rejects the key (400, API_KEY_INVALID)'),
  chapter(
    [95, 130],
    'deepseek',
    { fault: '429', retryAfterSeconds: 15 },
    'limits the rate (429 with a retry-after)',
  ),
  chapter([110, 150], 'qwen', { fault: 'slow', ms: 2_400 }, 'answers after 2.4 s'),
  chapter([125, 170], 'cursor', { fault: 'hang' }, 'takes requests and never answers'),
  chapter([150, 190], 'deepseek', { fault: 'reset' }, 'resets every connection'),
  chapter([165, 215], 'openai', { fault: 'html_200' }, 'answers 200 with a web page'),
  chapter([170, 210], 'anthropic', { fault: 'quota' }, 'says that the credit is used up (400)'),
  chapter([175, 205], 'google', { fault: 'overloaded' }, 'is overloaded (503): Chat has nobody left'),
  chapter([180, 215], 'qwen', { fault: 'refuse' }, 'refuses connections'),
];

function chapter(
  [fromSeconds, untilSeconds]: readonly [number, number],
  provider: VendorId,
  fault: Fault,
  says: string,
): Chapter {
  return { fromSeconds, untilSeconds, provider, fault, says };
}

export interface Beat {
  readonly atSeconds: number;
  readonly provider: VendorId;
  readonly fault: Fault;
  readonly says: string;
}

/** The chapters as single changes in the order in which they come, at that pace. */
export function beatsOf(story: readonly Chapter[], pace: number): readonly Beat[] {
  return story
    .flatMap((part): Beat[] => [
      {
        atSeconds: part.fromSeconds / pace,
        provider: part.provider,
        fault: faultAtPace(part.fault, pace),
        says: part.says,
      },
      {
        atSeconds: part.untilSeconds / pace,
        provider: part.provider,
        fault: { fault: 'ok' },
        says: 'works again',
      },
    ])
    .toSorted((a, b) => a.atSeconds - b.atSeconds);
}

/** A provider that asks to be left alone must not ask for longer than its chapter lasts. */
function faultAtPace(fault: Fault, pace: number): Fault {
  const { retryAfterSeconds } = fault;
  if (retryAfterSeconds === undefined || retryAfterSeconds === null) return fault;
  return { ...fault, retryAfterSeconds: Math.ceil(retryAfterSeconds / pace) };
}

/** The plan as a table, with its times divided by `pace`. */
export function tableOf(story: readonly Chapter[], pace: number): string {
  const rows = story.map(({ fromSeconds, untilSeconds, provider, says }) => {
    const time = `${minutes(fromSeconds / pace)} – ${minutes(untilSeconds / pace)}`;
    return `  ${time}   ${provider.padEnd(10)} ${says}`;
  });
  return [...rows, `  ${minutes(STORY_SECONDS / pace)}          and from the beginning`].join('\n');
}

export function minutes(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
