import type { HistoryRecord } from '../history-record.ts';
import { iso } from './query-range.ts';

export type RecordView = ReturnType<typeof recordView>;

/** A record in the words of the API. */
export function recordView(record: HistoryRecord) {
  const { at, targetId, source, depth, failure, blame, status } = record;
  return {
    at: iso(at),
    target: targetId,
    source,
    depth,
    ok: failure === null,
    failure,
    blame,
    http_status: record.httpStatus,
    latency_ms: record.latencyMs,
    ttft_ms: record.ttftMs,
    request_id: record.requestId,
    status,
  };
}

export const RECORD_COLUMNS: readonly (keyof RecordView)[] = [
  'at',
  'target',
  'source',
  'depth',
  'ok',
  'failure',
  'blame',
  'http_status',
  'latency_ms',
  'ttft_ms',
  'request_id',
  'status',
];
