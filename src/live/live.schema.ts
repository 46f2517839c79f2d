import { z } from 'zod';
import { LIVE_EVENT_TYPES, type LiveEventType } from './live-event.ts';
import { LiveFilter } from './live-filter.ts';

const MOST_NAMES = 100;
const LONGEST_NAME = 256;
const LONGEST_ID = 64;
const LONGEST_TOKEN = 4_096;
const GROUPS = [...new Set(LIVE_EVENT_TYPES.map((type) => `${type.split('.')[0]}.*`))];
const TYPE_RULE = `one of ${[...LIVE_EVENT_TYPES, ...GROUPS].join('|')}`;

const name = z.string().min(1).max(LONGEST_NAME);

/** `a,b`, or the parameter more than once; empty is none. */
function names(description: string) {
  return z
    .union([z.string().max(LONGEST_NAME * MOST_NAMES), z.array(name).max(MOST_NAMES)])
    .default([])
    .transform((given) => [given].flat().flatMap((text) => text.split(',')))
    .transform((all) => [...new Set(all.map((each) => each.trim()).filter((each) => each !== ''))])
    .describe(description);
}

export const liveQuery = z.strictObject({
  types: names('Only these types of events, separated by commas; `alert.*` stands for all that begin so')
    .refine((all) => all.every((each) => typesOf(each).length > 0), { error: TYPE_RULE })
    .transform((all) => all.flatMap(typesOf)),
  targets: names('Only events about these targets, separated by commas; those of its models with a provider'),
  pool: name.default('default').describe('The pool whose advice `routing.changed` tells'),
  last_event_id: z
    .string()
    .max(LONGEST_ID)
    .optional()
    .describe('Goes on behind this event, as the header Last-Event-ID does'),
  access_token: z
    .string()
    .max(LONGEST_TOKEN)
    .optional()
    .describe('The token, for those who can set no header'),
});

export type LiveQuery = z.output<typeof liveQuery>;

export function filterOf({ types, targets, pool }: LiveQuery): LiveFilter {
  return new LiveFilter({
    types: types.length === 0 ? null : new Set(types),
    targets: targets.length === 0 ? null : new Set(targets),
    pool,
  });
}

/** What a client of the WebSocket may say. */
export const clientMessage = z.strictObject({
  resume: z.string().max(LONGEST_ID).describe('Id of the last event that was seen'),
});

function typesOf(named: string): readonly LiveEventType[] {
  if (!named.endsWith('.*')) return LIVE_EVENT_TYPES.filter((type) => type === named);
  return LIVE_EVENT_TYPES.filter((type) => type.startsWith(named.slice(0, -1)));
}
