import type { HistoryRecord, RecordKey } from '../history-record.ts';
import type { HistoryStore, RecordPage } from '../history-store.ts';
import { cursorText } from './cursor.ts';
import { DEFAULT_ITEMS } from './history.schema.ts';
import type { HistoryQuestion, RecordQuestion, RollupQuestion } from './history-question.ts';
import { type RecordView, recordView } from './record.view.ts';
import type { RollupPages } from './rollup-pages.ts';
import { type RollupPair, type RollupView, rollupView } from './rollup.view.ts';
import { answerOf, answersOf } from './store-answer.ts';

export interface HistoryPage {
  readonly items: readonly (RecordView | RollupView)[];
  readonly next_cursor: string | null;
}

/** chosen: some 200 KB, a few milliseconds of reading. */
const AT_ONCE = 1_000;

interface Page<T> {
  readonly items: readonly T[];
  /** Of the last one; null at the end. */
  readonly next: RecordKey | null;
}

/** Answers questions about what was observed: a page of it, or all of it bit by bit. */
export class HistoryReader {
  readonly #store: HistoryStore;
  readonly #rollups: RollupPages;

  constructor(store: HistoryStore, rollups: RollupPages) {
    this.#store = store;
    this.#rollups = rollups;
  }

  async page(question: HistoryQuestion): Promise<HistoryPage> {
    const { items, next } =
      question.resolution === 'raw' ? await this.#recordPage(question) : await this.#rollupPage(question);
    const { range, fingerprint } = question;
    return { items, next_cursor: next === null ? null : cursorText(fingerprint, { range, after: next }) };
  }

  /** Newest first, in portions; not more than the limit, where there is one. */
  async *portions(question: HistoryQuestion): AsyncGenerator<readonly (RecordView | RollupView)[]> {
    let left = question.limit ?? Infinity;
    for await (const portion of this.#all(question)) {
      yield portion.slice(0, left);
      left -= portion.length;
      if (left <= 0) return;
    }
  }

  async *#all(question: HistoryQuestion): AsyncGenerator<readonly (RecordView | RollupView)[]> {
    if (question.resolution === 'raw') {
      for await (const records of this.#recordPages(question)) yield records.map(recordView);
      return;
    }
    for await (const pairs of answersOf(this.#rollups.read(question))) yield pairs.map(rollupView);
  }

  async *#recordPages(question: RecordQuestion): AsyncGenerator<readonly HistoryRecord[]> {
    let after = question.after;
    do {
      const page: RecordPage = await this.#records({ ...question, after }, AT_ONCE);
      yield page.records;
      after = page.next;
    } while (after !== null);
  }

  async #recordPage(question: RecordQuestion): Promise<Page<RecordView>> {
    const { records, next } = await this.#records(question, question.limit ?? DEFAULT_ITEMS);
    return { items: records.map(recordView), next };
  }

  /**
   * The range is told to end where the page before ended: by the cursor alone SQLite passes over all that is newer
   * again (measured: 526 ms a page behind 300,000 records, 6 ms so).
   */
  #records({ targetId, range, outcome, after }: RecordQuestion, limit: number): Promise<RecordPage> {
    const to = after === null ? range.to : Math.min(range.to, after.at + 1);
    const asked = { targetId, from: range.from, to, outcome, after, limit };
    return answerOf(this.#store.records({ ...asked, order: 'newest_first' }));
  }

  async #rollupPage(question: RollupQuestion): Promise<Page<RollupView>> {
    const limit = question.limit ?? DEFAULT_ITEMS;
    const pairs: RollupPair[] = [];
    for await (const portion of answersOf(this.#rollups.read({ ...question, limit }))) {
      pairs.push(...portion);
      // One more than asked for tells whether there is a next page.
      if (pairs.length > limit) break;
    }
    const shown = pairs.slice(0, limit);
    const last = shown.at(-1);
    const next = last === undefined || pairs.length <= limit ? null : { at: last.from, seq: 0 };
    return { items: shown.map(rollupView), next };
  }
}
