import type { EpochMs } from '../../clock/clock.ts';
import { Problem } from '../../problems/problem.ts';

/** @throws Problem 400 naming the field whose moment is no moment ahead */
export function futureOf(field: string, text: string, now: EpochMs): EpochMs {
  const at = Date.parse(text);
  if (at > now) return at;
  throw wrongField(field, 'in the future', text);
}

export function wrongField(field: string, rule: string, value: unknown): Problem {
  return new Problem({
    status: 400,
    title: 'Invalid body',
    detail: '1 field is wrong',
    errors: [{ field, rule, value }],
  });
}
