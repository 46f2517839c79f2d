import { z } from 'zod';
import type { EpochMs } from '../../clock/clock.ts';
import { type FieldError, Problem } from '../../problems/problem.ts';
import { shownValue } from '../../problems/shown-value.ts';
import type { TimeRange } from '../history-store.ts';

const DAY_MS = 86_400_000;
const moment = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

/** The range of a question about the past. */
export const rangeQuery = {
  from: moment.optional().describe('Beginning, ISO 8601 date and time; 24 h before `to` unless given'),
  to: moment.optional().describe('End (exclusive), ISO 8601 date and time; now unless given'),
};

export const targetQuery = z.string().min(1).max(512);

export interface AskedRange {
  readonly from?: EpochMs | undefined;
  readonly to?: EpochMs | undefined;
}

/** @throws Problem 400 for a range that ends before it begins */
export function rangeOf(asked: AskedRange, now: EpochMs): TimeRange {
  const to = asked.to ?? now;
  const from = asked.from ?? to - DAY_MS;
  if (from < to) return { from, to };
  const end = asked.to === undefined ? 'now' : iso(to);
  throw invalidQuery({ field: 'from', rule: `before to (${end})`, value: iso(from) });
}

/** A field that is wrong by something that no schema knows. */
export function invalidQuery({ field, rule, value }: FieldError): Problem {
  const errors = [{ field, rule, value: shownValue([field], value) }];
  return new Problem({ status: 400, title: 'Invalid query', detail: '1 field is wrong', errors });
}

export function iso(at: EpochMs): string {
  return new Date(at).toISOString();
}
