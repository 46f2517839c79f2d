import type { AlertMessage } from '../notification.ts';
import { inSeconds, millisecondsOf } from './span.ts';

/** One message as an expectation names it. */
export interface Told {
  readonly atMs: number;
  readonly channelId: string;
  readonly reason: string;
  /** `+rule:target` of what is firing and `-rule:target` of what is over, sorted. */
  readonly what: string;
  readonly text: string;
}

/** One look of the engine. */
const TOLERANCE_MS = 1_000;

interface Expectation {
  readonly text: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly channelId: string;
  readonly reason: string;
  readonly what: string;
}

/** What is missing and what nobody expected, in words; each message answers one expectation. */
export function discrepancies(told: readonly Told[], expected: readonly string[]): string[] {
  const left = [...told];
  const wrong: string[] = [];
  for (const expectation of expected.map(parse)) {
    const index = left.findIndex((each) => fits(each, expectation));
    if (index === -1) wrong.push(`missing: ${expectation.text}`);
    else left.splice(index, 1);
  }
  return [...wrong, ...left.map(({ text }) => `unexpected: ${text}`)];
}

function fits(told: Told, expected: Expectation): boolean {
  return (
    told.atMs >= expected.fromMs - TOLERANCE_MS &&
    told.atMs <= expected.toMs + TOLERANCE_MS &&
    told.channelId === expected.channelId &&
    (expected.reason === 'any' || told.reason === expected.reason) &&
    told.what === expected.what
  );
}

function parse(text: string): Expectation {
  const [when, channelId, reason, ...what] = text.split(' ');
  if (when === undefined || channelId === undefined || reason === undefined || what.length === 0) {
    throw new Error(`"${text}" names no time, channel, reason and alert`);
  }
  const [fromMs, toMs] = when.split('-').map(millisecondsOf);
  return {
    text,
    fromMs: fromMs!,
    toMs: toMs ?? fromMs!,
    channelId,
    reason,
    what: what.toSorted().join(' '),
  };
}

/** A message as expectations name it, that many milliseconds after the start. */
export function toldOf(message: AlertMessage, channelId: string, startedAt: number): Told {
  const atMs = message.createdAt - startedAt;
  const notices = message.notices.map(({ alert }) => {
    const instance = alert.instance === '' ? '' : `#${alert.instance}`;
    return `${alert.state === 'firing' ? '+' : '-'}${alert.rule}:${alert.targetId ?? ''}${instance}`;
  });
  const what = notices.toSorted().join(' ');
  const { reason } = message;
  return { atMs, channelId, reason, what, text: `${inSeconds(atMs)} ${channelId} ${reason} ${what}` };
}
