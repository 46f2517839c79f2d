import { inSeconds, millisecondsOf } from './span.ts';

/** Something that happened, named as an expectation would name it. */
export interface Happening {
  readonly atMs: number;
  readonly from: string;
  readonly to: string;
  /** First reason of a status; empty where there is none. */
  readonly reason: string;
}

/** One turn of the scheduler: nothing can be told more exactly. */
const TOLERANCE_MS = 100;

interface Expectation {
  readonly text: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly to: string;
  readonly reason: string | null;
}

/**
 * What is wrong with a sequence of changes, in words; empty when it is exactly the expected one. An expectation is
 * `60s degraded server_error`, or `60s-64s degraded` where the moment or the reason does not matter.
 */
export function discrepancies(happened: readonly Happening[], expected: readonly string[]): string[] {
  const wrong = duplicates(happened);
  const left = [...happened];
  for (const expectation of expected.map(parse)) {
    const next = left.findIndex((happening) => fits(happening, expectation));
    if (next === -1) {
      wrong.push(`missing: ${expectation.text}`);
      continue;
    }
    wrong.push(
      ...left
        .splice(0, next + 1)
        .slice(0, -1)
        .map(unexpected),
    );
  }
  return [...wrong, ...left.map(unexpected)];
}

/** A change to what was already, or from what was not, is wrong whatever was expected. */
export function duplicates(happened: readonly Happening[]): string[] {
  return happened.flatMap((each, i) => {
    if (each.from === each.to) return [`duplicate: ${describeHappening(each)}`];
    const before = happened[i - 1];
    return before === undefined || before.to === each.from
      ? []
      : [`does not follow: ${describeHappening(each)}`];
  });
}

export function describeHappening({ atMs, from, to, reason }: Happening): string {
  return `${inSeconds(atMs)} ${to}${reason === '' ? '' : ` ${reason}`} (was ${from})`;
}

function unexpected(happening: Happening): string {
  return `unexpected: ${describeHappening(happening)}`;
}

function fits({ atMs, to, reason }: Happening, expected: Expectation): boolean {
  const isInTime = atMs >= expected.fromMs - TOLERANCE_MS && atMs <= expected.toMs + TOLERANCE_MS;
  return isInTime && to === expected.to && (expected.reason === null || expected.reason === reason);
}

function parse(text: string): Expectation {
  const [when, to, reason] = text.split(' ');
  if (when === undefined || to === undefined) throw new Error(`"${text}" names no time and status`);
  const [fromMs, toMs] = when.split('-').map(millisecondsOf);
  return { text, fromMs: fromMs!, toMs: toMs ?? fromMs!, to, reason: reason ?? null };
}
