/** An export of a million records as CSV from a SQLite file: its pace, and that memory does not grow with its length. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { HistoryRecord } from '../../src/history/history-record.ts';
import { exportOf } from '../../src/history/query/history-export.ts';
import { questionOf } from '../../src/history/query/history-question.ts';
import { HistoryReader } from '../../src/history/query/history-reader.ts';
import type { RollupPages } from '../../src/history/query/rollup-pages.ts';
import { SqliteHistoryStore } from '../../src/history/stores/sqlite.store.ts';
import { report } from '../harness.ts';

const RECORDS = 1_000_000;
const BATCH = 10_000;
const FROM = Date.parse('2026-11-01T00:00:00Z');
const MB = 1e6;
/** chosen: what a collection may leave until the next, whatever the length of the export. */
const MOST_GROWTH_MB = 64;

const folder = mkdtempSync(join(tmpdir(), 'bellwether-export-'));
const path = join(folder, 'history.db');
const store = new SqliteHistoryStore(path);

function recordOf(index: number): HistoryRecord {
  const failure = index % 50 === 0 ? 'timeout' : null;
  return {
    targetId: `target-${index % 20}`,
    at: FROM + index * 1_000,
    seq: 1 + index,
    source: 'probe',
    depth: 'auth',
    failure,
    blame: failure === null ? null : 'provider',
    status: 'healthy',
    httpStatus: failure === null ? 200 : null,
    latencyMs: 100 + (index % 977) / 7,
    ttftMs: null,
    outputTokens: null,
    requestId: `req_${index.toString(36)}`,
    detail: failure === null ? null : 'no answer within 10 s',
    vendorCode: null,
    rateLimit: null,
    retryAfterMs: null,
  };
}

async function fill(): Promise<void> {
  const nothing = { rollups: [], transitions: [], circuits: [], spend: [], states: [] };
  await store.open();
  for (let from = 0; from < RECORDS; from += BATCH) {
    const records = Array.from({ length: BATCH }, (_, i) => recordOf(from + i));
    await store.write({ at: FROM, records, ...nothing });
  }
}

interface Run {
  readonly rows: number;
  readonly durationMs: number;
  readonly growthMb: number;
}

/** The newest records of all targets, as many as are asked for. */
async function exported(limit: number): Promise<Run> {
  // Of roll-ups nothing is asked.
  const reader = new HistoryReader(store, null as unknown as RollupPages);
  const asked = { resolution: 'raw', outcome: 'any', format: 'csv', limit, from: FROM } as const;
  const question = questionOf(asked, FROM + RECORDS * 1_000 + 1);
  const before = process.memoryUsage().rss;
  const began = performance.now();
  let most = before;
  let rows = -1;
  for await (const text of await exportOf(question, 'csv', reader.portions(question))) {
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) rows++;
    most = Math.max(most, process.memoryUsage().rss);
  }
  if (rows !== limit) throw new Error(`${limit} rows were to be exported, got ${rows}`);
  return { rows, durationMs: performance.now() - began, growthMb: (most - before) / MB };
}

/** The same columns, read and joined by hand in this thread. */
function bareLoop(): Run {
  const database = new DatabaseSync(path, { readOnly: true });
  const rows = database
    .prepare(
      'select at_ms, source, http_status, latency_us, request_id, status from records order by at_ms desc, seq desc',
    )
    .iterate();
  const before = process.memoryUsage().rss;
  const began = performance.now();
  let count = 0;
  let length = 0;
  for (const row of rows) {
    count++;
    length += Object.values(row).join(',').length;
  }
  if (length === 0) throw new Error('there was to be something to read');
  const durationMs = performance.now() - began;
  database.close();
  return { rows: count, durationMs, growthMb: (process.memoryUsage().rss - before) / MB };
}

try {
  await fill();
  await exported(RECORDS / 100);
  const short = await exported(RECORDS / 10);
  const long = await exported(RECORDS);
  const bare = bareLoop();
  const pace = ({ rows, durationMs }: Run): number => rows / durationMs;
  report({
    name: 'history export',
    figures: {
      rows_per_ms: { name: `${RECORDS} records as CSV`, value: pace(long), unit: 'rows/ms' },
      short_growth_mb: { name: 'RSS growth of a tenth of it', value: short.growthMb, unit: 'MB' },
      long_growth_mb: {
        name: 'RSS growth of all of it',
        value: long.growthMb,
        unit: 'MB',
        budget: MOST_GROWTH_MB,
      },
    },
    against: {
      bare_rows_per_ms: { name: 'bare select, joined by hand', value: pace(bare), unit: 'rows/ms' },
    },
  });
} finally {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
}
