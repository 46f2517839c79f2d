import type { z } from 'zod';
import type { EpochMs } from '../../clock/clock.ts';
import type { RecordKey } from '../history-record.ts';
import type { OutcomeFilter, TimeRange } from '../history-store.ts';
import type { Resolution } from '../resolution.ts';
import { cursorOf, fingerprintOf } from './cursor.ts';
import type { HistoryFormat, historyQuery } from './history.schema.ts';
import { invalidQuery, rangeOf } from './query-range.ts';

export type HistoryQuery = z.output<typeof historyQuery>;

interface Question {
  readonly range: TimeRange;
  /** Null for as many as there are, in an export. */
  readonly limit: number | null;
  readonly format: HistoryFormat;
  /** Where the page before ended. */
  readonly after: RecordKey | null;
  readonly fingerprint: string;
}

export interface RecordQuestion extends Question {
  readonly resolution: 'raw';
  readonly targetId: string | null;
  readonly outcome: OutcomeFilter;
}

export interface RollupQuestion extends Question {
  readonly resolution: Resolution;
  readonly targetId: string;
}

export type HistoryQuestion = RecordQuestion | RollupQuestion;

/** @throws Problem 400 for what contradicts itself */
export function questionOf(query: HistoryQuery, now: EpochMs): HistoryQuestion {
  const { target, resolution, outcome, limit = null, format } = query;
  const fingerprint = fingerprintOf([target, query.from, query.to, resolution, outcome]);
  const question = { ...placeOf(query, fingerprint, now), limit, format, fingerprint };
  if (resolution === 'raw') return { ...question, resolution, targetId: target ?? null, outcome };
  if (target === undefined) {
    throw invalidQuery({ field: 'target', rule: 'required unless resolution is raw', value: null });
  }
  if (outcome !== 'any') {
    throw invalidQuery({ field: 'outcome', rule: 'any unless resolution is raw', value: outcome });
  }
  return { ...question, resolution, targetId: target };
}

function placeOf(
  query: HistoryQuery,
  fingerprint: string,
  now: EpochMs,
): { range: TimeRange; after: RecordKey | null } {
  const { cursor, format } = query;
  if (cursor === undefined) return { range: rangeOf(query, now), after: null };
  if (format !== 'json') {
    throw invalidQuery({
      field: 'cursor',
      rule: 'only with format=json: an export has no pages',
      value: cursor,
    });
  }
  const place = cursorOf(cursor, fingerprint);
  if (place !== null) return place;
  throw invalidQuery({ field: 'cursor', rule: 'next_cursor of a page of the same query', value: cursor });
}
