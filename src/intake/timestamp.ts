import { z } from 'zod';

/** ISO 8601 with a time zone, as the schema of the API has it. */
export const timestampSchema = z.iso.datetime({ offset: true });

const PATTERN = z.regexes.datetime({ offset: true });

/** `2026-11-22T04:00:00.000Z` */
const USUAL_LENGTH = 24;
const ZERO = 48;
const NINE = 57;
const DAY_MS = 86_400_000;
const DAYS_OF_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;
const SEPARATORS = [
  [4, '-'],
  [7, '-'],
  [10, 'T'],
  [13, ':'],
  [16, ':'],
  [19, '.'],
  [23, 'Z'],
] as const;

/**
 * Epoch milliseconds of a timestamp; NaN for what is none. The form that `toISOString` writes is read digit by digit:
 * with `Date.parse` behind a pattern a timestamp is a fifth of what a whole outcome costs.
 */
export function timestampMs(text: string): number {
  const usual = text.length === USUAL_LENGTH ? usualTimestampMs(text) : NaN;
  if (!Number.isNaN(usual)) return usual;
  return PATTERN.test(text) ? Date.parse(text) : NaN;
}

function usualTimestampMs(text: string): number {
  for (const [at, separator] of SEPARATORS) if (text[at] !== separator) return NaN;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const day = digits(text, 8, 10);
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month))) return NaN;
  const hours = digits(text, 11, 13);
  const minutes = digits(text, 14, 16);
  const seconds = digits(text, 17, 19);
  if (!(hours <= 23 && minutes <= 59 && seconds <= 59)) return NaN;
  const ofDayMs = ((hours * 60 + minutes) * 60 + seconds) * 1_000 + digits(text, 20, 23);
  return daysSinceEpoch(year, month, day) * DAY_MS + ofDayMs;
}

/** NaN where one of them is no digit. */
function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code < ZERO || code > NINE) return NaN;
    value = value * 10 + code - ZERO;
  }
  return value;
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function daysOf(year: number, month: number): number {
  return month === 2 && isLeap(year) ? 29 : (DAYS_OF_MONTH[month - 1] ?? 0);
}

/** Of the proleptic Gregorian calendar; years begin in March, so that the leap day is their last. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const shifted = month > 2 ? year : year - 1;
  const leapDays = Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400);
  const sinceMarch = Math.floor((153 * ((month + 9) % 12) + 2) / 5);
  return 365 * shifted + leapDays + sinceMarch + day - 1 - DAYS_TO_EPOCH;
}

/** From the first of March of the year 0 to 1970-01-01. */
const DAYS_TO_EPOCH = 719_468;
