import { Readable } from 'node:stream';
import type { HistoryFormat } from './history.schema.ts';
import type { HistoryQuestion } from './history-question.ts';
import { csvLine } from './csv.ts';
import { RECORD_COLUMNS, type RecordView } from './record.view.ts';
import { ROLLUP_COLUMNS, rollupCells, type RollupView } from './rollup.view.ts';

export type ExportFormat = Exclude<HistoryFormat, 'json'>;

const CONTENT_TYPES = {
  csv: 'text/csv; charset=utf-8; header=present',
  ndjson: 'application/x-ndjson; charset=utf-8',
} as const satisfies Record<ExportFormat, string>;

type Portions = AsyncIterable<readonly (RecordView | RollupView)[]>;

export function exportHeaders(question: HistoryQuestion, format: ExportFormat): Record<string, string> {
  const { targetId, resolution, range } = question;
  const parts = [
    'bellwether',
    'history',
    targetId ?? 'all',
    resolution,
    ...[range.from, range.to].map(compact),
  ];
  const name = parts.join('-').replaceAll(/[^\w.-]/g, '_');
  return {
    'content-type': CONTENT_TYPES[format],
    'content-disposition': `attachment; filename="${name}.${format}"`,
  };
}

/**
 * An export that nothing is read for faster than it is taken. Its first portion is read before it is answered, so that
 * a store that does not answer can still be told as such.
 */
export async function exportOf(
  question: HistoryQuestion,
  format: ExportFormat,
  portions: Portions,
): Promise<Readable> {
  const texts = format === 'csv' ? csvTexts(question, portions) : ndjsonTexts(portions);
  const first = await texts.next();
  return Readable.from(goingOn(first, texts), { highWaterMark: 1 });
}

async function* goingOn(first: IteratorResult<string>, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  if (first.done === true) return;
  try {
    yield first.value;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}

async function* csvTexts({ resolution }: HistoryQuestion, portions: Portions): AsyncGenerator<string> {
  const columns = resolution === 'raw' ? RECORD_COLUMNS : ROLLUP_COLUMNS;
  let head = csvLine(columns);
  for await (const portion of portions) {
    yield head + portion.map((item) => rowOf(item, columns)).join('');
    head = '';
  }
  if (head !== '') yield head;
}

function rowOf(item: RecordView | RollupView, columns: readonly string[]): string {
  const cells: Readonly<Record<string, unknown>> = 'checks' in item ? rollupCells(item) : item;
  return csvLine(columns.map((name) => cells[name]));
}

async function* ndjsonTexts(portions: Portions): AsyncGenerator<string> {
  for await (const portion of portions) yield portion.map((item) => `${JSON.stringify(item)}\n`).join('');
}

function compact(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}
