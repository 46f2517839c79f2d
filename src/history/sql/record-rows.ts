import type { RateLimit } from '../../observations/observation.ts';
import { RowStatement } from '../database/row-statement.ts';
import type { Row } from '../database/sql-database.ts';
import type { HistoryRecord } from '../history-record.ts';
import { BLAMES, DEPTHS, FAILURES, SOURCES, STATUSES } from './codes.ts';
import type { RecordRow } from './tables.ts';

export const RECORD_COLUMNS = [
  'target_id',
  'at_ms',
  'seq',
  'source',
  'depth',
  'failure',
  'blame',
  'status',
  'http_status',
  'latency_us',
  'ttft_us',
  'output_tokens',
  'request_id',
  'more',
] as const satisfies readonly (keyof RecordRow)[];

export const INSERT_RECORDS = new RowStatement({
  table: 'records',
  columns: RECORD_COLUMNS,
  key: ['target_id', 'at_ms', 'seq'],
  onConflict: 'keep',
});

/** What few observations have, under short names. */
interface More {
  readonly d?: string | null;
  readonly v?: string | null;
  readonly r?: RateLimit | null;
  readonly a?: number | null;
}

export function recordRow(record: HistoryRecord, targetId: number): Row {
  return [
    targetId,
    record.at,
    record.seq,
    SOURCES.codeOf(record.source),
    DEPTHS.codeOf(record.depth),
    FAILURES.codeOrNone(record.failure),
    BLAMES.codeOrNone(record.blame),
    STATUSES.codeOf(record.status),
    record.httpStatus,
    microseconds(record.latencyMs),
    microseconds(record.ttftMs),
    record.outputTokens,
    record.requestId,
    moreOf(record),
  ];
}

export function recordOf(row: RecordRow, targetId: string): HistoryRecord {
  const { d, v, r, a }: More = row.more === null ? {} : (JSON.parse(row.more) as More);
  return {
    targetId,
    at: row.at_ms,
    seq: row.seq,
    source: SOURCES.wordOf(row.source),
    depth: DEPTHS.wordOf(row.depth),
    failure: FAILURES.wordOrNone(row.failure),
    blame: BLAMES.wordOrNone(row.blame),
    status: STATUSES.wordOf(row.status),
    httpStatus: row.http_status,
    latencyMs: milliseconds(row.latency_us),
    ttftMs: milliseconds(row.ttft_us),
    outputTokens: row.output_tokens,
    requestId: row.request_id,
    detail: d ?? null,
    vendorCode: v ?? null,
    rateLimit: r ?? null,
    retryAfterMs: a ?? null,
  };
}

function moreOf({ detail, vendorCode, rateLimit, retryAfterMs }: HistoryRecord): string | null {
  if (detail === null && vendorCode === null && rateLimit === null && retryAfterMs === null) return null;
  const more: More = {
    ...(detail !== null && { d: detail }),
    ...(vendorCode !== null && { v: vendorCode }),
    ...(rateLimit !== null && { r: rateLimit }),
    ...(retryAfterMs !== null && { a: retryAfterMs }),
  };
  return JSON.stringify(more);
}

function microseconds(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms * 1_000);
}

function milliseconds(us: number | null): number | null {
  return us === null ? null : us / 1_000;
}
