import type { HistoryStore } from '../../../history/history-store.ts';
import type { HistoryWriter } from '../../../history/history-writer.ts';
import { ComponentCheck, type ComponentReading, reading } from '../component.ts';

/** Any key will do: what counts is that there is an answer. */
const ASKED = 'alive';

/** Whether the past is kept: the store answers, and what is written arrives. */
export class HistoryStoreCheck extends ComponentCheck {
  readonly name = 'history_store';
  override readonly isCritical = true;
  readonly #store: HistoryStore;
  readonly #writer: HistoryWriter;

  constructor(store: HistoryStore, writer: HistoryWriter) {
    super();
    this.#store = store;
    this.#writer = writer;
  }

  async check(): Promise<ComponentReading> {
    const { state, queued, lost, lastError } = this.#writer.describe();
    const metadata = { engine: this.#store.engine, queued, lost };
    if (state === 'unavailable') return reading('unhealthy', lastError ?? 'cannot be written', metadata);
    if (state === 'failing') return reading('degraded', lastError ?? 'a write does not end', metadata);
    try {
      await this.#store.state(ASKED);
    } catch (error) {
      return reading('unhealthy', error instanceof Error ? error.message : String(error), metadata);
    }
    return reading('healthy', null, metadata);
  }
}
