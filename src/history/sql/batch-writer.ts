import type { Row, SqlDatabase } from '../database/sql-database.ts';
import type { RowStatement } from '../database/row-statement.ts';
import type { HistoryBatch } from '../history-store.ts';
import { RESOLUTION_MS, startOf } from '../resolution.ts';
import type { RollupPart } from '../rollup.ts';
import {
  circuitRow,
  INSERT_CIRCUIT_CHANGES,
  INSERT_TRANSITIONS,
  REPLACE_SPEND,
  REPLACE_STATES,
  spendRow,
  stateRow,
  transitionRow,
} from './event-rows.ts';
import { INSERT_RECORDS, recordRow } from './record-rows.ts';
import { type LateMinute, mergeLate, ROLLUP_LOCK } from './rollup-merging.ts';
import { minuteOf, partRow, REPLACE_ROLLUPS } from './rollup-rows.ts';
import type { HistoryKysely, HistoryTransaction } from './tables.ts';
import type { TargetIds } from './target-ids.ts';

/** Writes a batch in one transaction. All its statements may be repeated without changing anything. */
export class BatchWriter {
  readonly #database: SqlDatabase;
  readonly #kysely: HistoryKysely;
  readonly #targets: TargetIds;

  constructor(database: SqlDatabase, kysely: HistoryKysely, targets: TargetIds) {
    this.#database = database;
    this.#kysely = kysely;
    this.#targets = targets;
  }

  async write(batch: HistoryBatch): Promise<void> {
    await this.#targets.register(targetsOf(batch));
    await this.#kysely.transaction().execute(async (transaction) => {
      await this.#insert(transaction, INSERT_RECORDS, this.#rows(batch.records, recordRow));
      await this.#insert(transaction, INSERT_TRANSITIONS, this.#rows(batch.transitions, transitionRow));
      await this.#insert(transaction, INSERT_CIRCUIT_CHANGES, this.#rows(batch.circuits, circuitRow));
      await this.#insert(transaction, REPLACE_SPEND, this.#rows(batch.spend, spendRow));
      await this.#insert(transaction, REPLACE_STATES, batch.states.map(stateRow));
      if (batch.rollups.length > 0) await this.#writeRollups(transaction, batch);
    });
  }

  async #writeRollups(transaction: HistoryTransaction, { rollups, at }: HistoryBatch): Promise<void> {
    await this.#database.lock(transaction, ROLLUP_LOCK);
    await this.#insert(transaction, REPLACE_ROLLUPS, this.#rows(rollups, partRow));
    const late = rollups.filter((part) => mayBeMerged(part, at)).map((part) => this.#minuteOf(part));
    await mergeLate(this.#database, transaction, late);
  }

  #minuteOf({ targetId, from }: RollupPart): LateMinute {
    return { targetId: this.#targets.idOf(targetId), minute: minuteOf(from) };
  }

  #rows<T extends { targetId: string }>(items: readonly T[], row: (item: T, targetId: number) => Row): Row[] {
    return items.map((item) => row(item, this.#targets.idOf(item.targetId)));
  }

  async #insert(
    transaction: HistoryTransaction,
    statement: RowStatement,
    rows: readonly Row[],
  ): Promise<void> {
    if (rows.length > 0) await this.#database.insertRows(transaction, statement, rows);
  }
}

function* targetsOf({ records, rollups, transitions, circuits, spend }: HistoryBatch): Generator<string> {
  for (const items of [records, rollups, transitions, circuits, spend]) {
    for (const { targetId } of items) yield targetId;
  }
}

/** Merging waits a minute after the end (`MERGE_DELAY_MS`), so that what ends after `at` cannot have been merged. */
function mayBeMerged({ from }: RollupPart, at: number): boolean {
  return startOf(from, '5m') + RESOLUTION_MS['5m'] <= at;
}
