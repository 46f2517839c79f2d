import type { SqlDatabase } from '../database/sql-database.ts';
import type { CircuitRecord, HistoryRecord, ProbeSpend, SavedState, Transition } from '../history-record.ts';
import {
  type HistoryBatch,
  type HistoryEngine,
  HistoryStore,
  type RecordPage,
  type RecordQuery,
  type RecordStreamQuery,
  type RollupQuery,
  type SummaryQuery,
  type TargetRange,
  type UpkeepResult,
} from '../history-store.ts';
import type { Retention } from '../retention.ts';
import type { Rollup } from '../rollup.ts';
import { BatchWriter } from './batch-writer.ts';
import { EventTables } from './event-tables.ts';
import { historyMigrations } from './migrations.ts';
import { Pruning } from './pruning.ts';
import { RecordTable } from './record-table.ts';
import { RollupCompaction } from './rollup-compaction.ts';
import { RollupReader } from './rollup-reader.ts';
import type { HistoryTables } from './tables.ts';
import { TargetIds } from './target-ids.ts';

/** History in an SQL database; the same on every engine. */
export abstract class SqlHistoryStore extends HistoryStore {
  abstract override readonly engine: HistoryEngine;
  /** Other rooms may keep tables of their own in it. */
  readonly database: SqlDatabase;
  readonly #targets: TargetIds;
  readonly #writer: BatchWriter;
  readonly #records: RecordTable;
  readonly #rollups: RollupReader;
  readonly #events: EventTables;
  readonly #compaction: RollupCompaction;
  readonly #pruning: Pruning;

  constructor(database: SqlDatabase) {
    super();
    this.database = database;
    const kysely = database.kysely.withTables<HistoryTables>();
    const targets = new TargetIds(kysely);
    this.#targets = targets;
    this.#writer = new BatchWriter(database, kysely, targets);
    this.#records = new RecordTable(kysely, targets);
    this.#rollups = new RollupReader(kysely, targets);
    this.#events = new EventTables(kysely, targets);
    this.#compaction = new RollupCompaction(database, kysely);
    this.#pruning = new Pruning(database, kysely, targets);
  }

  open(): Promise<void> {
    // It may be another database than before.
    this.#targets.forget();
    return this.database.migrate('history', historyMigrations(this.database.engine));
  }

  write(batch: HistoryBatch): Promise<void> {
    return this.#writer.write(batch);
  }

  records(query: RecordQuery): Promise<RecordPage> {
    return this.#records.page(query);
  }

  streamRecords(query: RecordStreamQuery): AsyncIterable<readonly HistoryRecord[]> {
    return this.#records.stream(query);
  }

  rollups(query: RollupQuery): Promise<Rollup[]> {
    return this.#rollups.rollups(query);
  }

  summary(query: SummaryQuery): Promise<Rollup> {
    return this.#rollups.summary(query);
  }

  transitions(query: TargetRange): Promise<Transition[]> {
    return this.#events.transitions(query);
  }

  circuits(query: TargetRange): Promise<CircuitRecord[]> {
    return this.#events.circuits(query);
  }

  spend(day: string): Promise<ProbeSpend[]> {
    return this.#events.spend(day);
  }

  state(key: string): Promise<SavedState | null> {
    return this.#events.state(key);
  }

  states(prefix: string): Promise<SavedState[]> {
    return this.#events.states(prefix);
  }

  compact(nowMs: number): Promise<UpkeepResult> {
    return this.#compaction.run(nowMs);
  }

  prune(retention: Retention, nowMs: number): Promise<UpkeepResult> {
    return this.#pruning.run(retention, nowMs);
  }

  sizeBytes(): Promise<number> {
    return this.database.liveBytes();
  }

  close(): Promise<void> {
    return this.database.close();
  }
}
