import { z } from 'zod';
import { SEVERITIES } from './alert-rules.schema.ts';
import type { AlertRouteSettings, DigestSettings, QuietHours } from './alert-settings.ts';
import { listOf, number, oneOf, section, text } from './scalars.schema.ts';

const DAY_SECONDS = 86_400;
const GROUP_LABELS = ['rule', 'target', 'provider', 'severity', 'blame'] as const;
const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** One name may stand for a list of one. */
export function oneOrMore<T extends z.ZodType>(item: T) {
  return z.preprocess((value) => (typeof value === 'string' ? [value] : value), listOf(item));
}

function localTime() {
  const error = 'must be a local time HH:MM';
  return z.string({ error }).regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error });
}

export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    // A RangeError is how Intl says that it knows no such zone.
    return false;
  }
}

function timeZone() {
  const error = 'must be an IANA time zone such as Europe/Berlin';
  return z.string({ error }).refine(isTimeZone, { error });
}

const quietHoursSchema = section({
  from: localTime().describe('Local time at which they begin, HH:MM.'),
  to: localTime().describe('Local time at which they end; before `from` means the next day.'),
  time_zone: timeZone().describe('IANA name. Default UTC.').default('UTC'),
  weekdays: oneOrMore(oneOf(WEEKDAYS)).describe('Days on which they begin. Default: all.').default([]),
}).transform((raw): QuietHours => ({
  from: raw.from,
  to: raw.to,
  timeZone: raw.time_zone,
  weekdays: raw.weekdays.map((day) => WEEKDAYS.indexOf(day) + 1),
}));

const digestSchema = section({
  severity: oneOrMore(oneOf(SEVERITIES))
    .describe('What is collected; the rest is told as ever. Default info.')
    .default(['info']),
  at: localTime().describe('Once a day at this local time, HH:MM.').nullish(),
  time_zone: timeZone().describe('IANA name, of `at`. Default UTC.').default('UTC'),
  every_seconds: number(60, 7 * DAY_SECONDS)
    .describe('Instead of `at`: so many seconds after the last one.')
    .nullish(),
})
  .refine(({ at, every_seconds: every }) => ((at ?? null) === null) !== ((every ?? null) === null), {
    error: 'must have either at or every_seconds',
  })
  .transform((raw): DigestSettings => ({
    severity: raw.severity,
    at: raw.at ?? null,
    timeZone: raw.time_zone,
    everyMs: typeof raw.every_seconds === 'number' ? raw.every_seconds * 1000 : null,
  }));

const matchSchema = section({
  severity: oneOrMore(oneOf(SEVERITIES)).describe('Default: all.').default([]),
  target: oneOrMore(text()).describe('Ids of targets. Default: all.').default([]),
  rule: oneOrMore(text()).describe('Names of alert rules. Default: all.').default([]),
  tags: oneOrMore(text())
    .describe('Tags of the provider, one of which it must have. Default: all.')
    .default([]),
});

const escalationSchema = section({
  after_seconds: number(1, 7 * DAY_SECONDS).describe('After so long without an acknowledgement, seconds.'),
  channels: oneOrMore(text()).describe('Ids of the channels that are told too.'),
});

export const routeSchema = section({
  match: matchSchema.prefault({}).describe('Which alerts this route takes.'),
  channels: oneOrMore(text()).describe('Ids of the channels that are told.'),
  group_by: oneOrMore(oneOf(GROUP_LABELS))
    .describe('Alerts with the same of these share a message. Default: provider.')
    .default(['provider']),
  group_wait_seconds: number(0, DAY_SECONDS)
    .describe('How long a first message waits for others, seconds; critical ones do not wait. Default 10.')
    .default(10),
  group_interval_seconds: number(0, DAY_SECONDS)
    .describe('Least time between two messages of a group, seconds; critical ones do not wait. Default 300.')
    .default(300),
  repeat_interval_seconds: number(60, 30 * DAY_SECONDS)
    .describe('After so long a firing alert is told again, seconds. Default 14400.')
    .default(14_400),
  escalation: listOf(escalationSchema)
    .describe('Who is told too while nobody acknowledges. Default: nobody.')
    .default([]),
  digest: digestSchema
    .describe('Collects what is not urgent into one message. Default: none.')
    .nullable()
    .default(null),
  quiet_hours: quietHoursSchema
    .describe('While they last only critical alerts are told. Default: none.')
    .nullable()
    .default(null),
}).transform((raw): AlertRouteSettings => ({
  match: raw.match,
  channels: raw.channels,
  groupBy: raw.group_by,
  groupWaitMs: raw.group_wait_seconds * 1000,
  groupIntervalMs: raw.group_interval_seconds * 1000,
  repeatIntervalMs: raw.repeat_interval_seconds * 1000,
  escalation: raw.escalation.map((step) => ({ afterMs: step.after_seconds * 1000, channels: step.channels })),
  digest: raw.digest,
  quietHours: raw.quiet_hours,
}));

export const rateLimitSchema = section({
  messages: number(1, 100_000).describe('Messages at most within the window. Default 30.').default(30),
  window_seconds: number(1, DAY_SECONDS).describe('Length of the window, seconds. Default 300.').default(300),
}).transform((raw) => ({ messages: raw.messages, windowMs: raw.window_seconds * 1000 }));
