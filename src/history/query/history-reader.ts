import type { HistoryStore } from '../history-store.ts';
import type { RecordKey } from '../history-record.ts';
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
      const { targetId, range, outcome } = question;
      const asked = { targetId, ...range, outcome, order: 'newest_first' } as const;
      for await (const records of answersOf(this.#store.streamRecords(asked))) yield records.map(recordView);
      return;
    }
    for await (const pairs of answersOf(this.#rollups.read(question))) yield pairs.map(rollupView);
  }

  async #recordPage(question: RecordQuestion): Promise<Page<RecordView>> {
    const { targetId, range, outcome, after, limit } = question;
    const asked = { targetId, ...range, outcome, after, limit: limit ?? DEFAULT_ITEMS };
    const page = await answerOf(this.#store.records({ ...asked, order: 'newest_first' }));
    return { items: page.records.map(recordView), next: page.next };
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
