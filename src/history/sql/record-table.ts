import type { HistoryRecord, RecordKey } from '../history-record.ts';
import type {
  OutcomeFilter,
  RecordOrder,
  RecordPage,
  RecordQuery,
  RecordStreamQuery,
  TimeRange,
} from '../history-store.ts';
import { FAILURES } from './codes.ts';
import { RECORD_COLUMNS, recordOf } from './record-rows.ts';
import type { HistoryKysely } from './tables.ts';
import type { TargetIds } from './target-ids.ts';

/** chosen: some 100 KB, a few milliseconds of reading. */
const STREAM_PAGE = 1_000;

/** Reads raw records. */
export class RecordTable {
  readonly #kysely: HistoryKysely;
  readonly #targets: TargetIds;

  constructor(kysely: HistoryKysely, targets: TargetIds) {
    this.#kysely = kysely;
    this.#targets = targets;
  }

  async page(query: RecordQuery): Promise<RecordPage> {
    const targetId = query.targetId === null ? null : await this.#targets.find(query.targetId);
    if (query.targetId !== null && targetId === null) return { records: [], next: null };
    // One more than asked for tells whether there is a next page.
    const rows = await this.#select(query, targetId)
      .limit(query.limit + 1)
      .execute();
    await this.#targets.nameAll(rows.map((row) => row.target_id));
    const records = rows
      .slice(0, query.limit)
      .map((row) => recordOf(row, this.#targets.nameOf(row.target_id)));
    return { records, next: rows.length > query.limit ? keyOf(records.at(-1)) : null };
  }

  async *stream(query: RecordStreamQuery): AsyncGenerator<readonly HistoryRecord[]> {
    let after: RecordKey | null = null;
    do {
      const page: RecordPage = await this.page({ ...query, limit: STREAM_PAGE, after });
      if (page.records.length > 0) yield page.records;
      after = page.next;
    } while (after !== null);
  }

  #select({ from, to, outcome, order, after }: RecordQuery, targetId: number | null) {
    const direction = order === 'newest_first' ? 'desc' : 'asc';
    const { first, last } = boundsOf({ from, to }, order, after);
    let select = this.#kysely
      .selectFrom('records')
      .select(RECORD_COLUMNS)
      .where('at_ms', '>=', first)
      .where('at_ms', '<=', last)
      .orderBy('at_ms', direction)
      .orderBy('seq', direction);
    if (targetId !== null) select = select.where('target_id', '=', targetId);
    if (after !== null) {
      select = select.where((eb) =>
        eb(eb.refTuple('at_ms', 'seq'), direction === 'desc' ? '<' : '>', eb.tuple(after.at, after.seq)),
      );
    }
    const [operator, code] = outcomeCondition(outcome);
    return operator === null ? select : select.where('failure', operator, code);
  }
}

function outcomeCondition(outcome: OutcomeFilter): [operator: '=' | '<>' | null, code: number] {
  if (outcome === 'any') return [null, 0];
  if (outcome === 'ok') return ['=', 0];
  return outcome === 'failed' ? ['<>', 0] : ['=', FAILURES.codeOf(outcome)];
}

/**
 * First and last millisecond of what is left. SQLite does not seek by the pair of time and number while there is a
 * bound on the time alone: then the bound itself must be where the last page ended, or each page reads all before it.
 */
function boundsOf(
  { from, to }: TimeRange,
  order: RecordOrder,
  after: RecordKey | null,
): { first: number; last: number } {
  const last = to - 1;
  if (after === null) return { first: from, last };
  return order === 'newest_first'
    ? { first: from, last: Math.min(last, after.at) }
    : { first: Math.max(from, after.at), last };
}

function keyOf(record: HistoryRecord | undefined): RecordKey | null {
  return record === undefined ? null : { at: record.at, seq: record.seq };
}
