import type { EpochMs } from '../../clock/clock.ts';
import type { SqlDatabase } from '../../history/database/sql-database.ts';
import type { Alert } from '../alert.ts';
import type { Delivery } from '../notification.ts';
import { AlertPruning } from './alert-pruning.ts';
import { lifecycleRow, REPLACE_LIFECYCLE, REPLACE_SILENCES, silenceRow, writeAlerts } from './alert-rows.ts';
import {
  type AlertCommit,
  type AlertQuery,
  AlertStore,
  type DeliveryChange,
  type DeliveryQuery,
  type NewDelivery,
  type Page,
  type SavedAlerts,
} from './alert-store.ts';
import { AlertTable } from './alert-table.ts';
import { DeliveryTable } from './delivery-table.ts';
import { alertMigrations } from './migrations.ts';
import type { AlertKysely, AlertTables } from './tables.ts';

/** Alerts and the outbox in the database of history; the same on every engine. */
export class SqlAlertStore extends AlertStore {
  readonly #database: SqlDatabase;
  readonly #kysely: AlertKysely;
  readonly #alerts: AlertTable;
  readonly #deliveries: DeliveryTable;
  readonly #pruning: AlertPruning;
  #opening: Promise<void> | null = null;

  constructor(database: SqlDatabase) {
    super();
    const kysely = database.kysely.withTables<AlertTables>();
    this.#database = database;
    this.#kysely = kysely;
    this.#alerts = new AlertTable(kysely);
    this.#deliveries = new DeliveryTable(database, kysely);
    this.#pruning = new AlertPruning(kysely);
  }

  /** Several may ask for it at once, when everything starts. */
  open(): Promise<void> {
    const { engine } = this.#database;
    this.#opening ??= this.#database.migrate('alerts', alertMigrations(engine)).finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  async commit({ alerts, deliveries, lifecycle, silences }: AlertCommit): Promise<void> {
    await this.#kysely.transaction().execute(async (transaction) => {
      await writeAlerts(transaction, alerts);
      await this.#deliveries.insert(transaction, deliveries);
      await this.#database.insertRows(transaction, REPLACE_LIFECYCLE, newest(lifecycle, 'key', lifecycleRow));
      await this.#database.insertRows(transaction, REPLACE_SILENCES, newest(silences, 'id', silenceRow));
    });
  }

  load(): Promise<SavedAlerts> {
    return this.#alerts.load();
  }

  alerts(query: AlertQuery): Promise<Page<Alert>> {
    return this.#alerts.page(query);
  }

  alert(id: string): Promise<Alert | null> {
    return this.#alerts.find(id);
  }

  deliveriesOf(alertIds: readonly string[]): Promise<ReadonlyMap<string, readonly Delivery[]>> {
    return this.#deliveries.of(alertIds);
  }

  pending(): Promise<readonly Delivery[]> {
    return this.#deliveries.pending();
  }

  deliveries(query: DeliveryQuery): Promise<Page<Delivery>> {
    return this.#deliveries.page(query);
  }

  delivery(id: string): Promise<readonly Delivery[]> {
    return this.#deliveries.find(id);
  }

  settle(changes: readonly DeliveryChange[], followers: readonly NewDelivery[]): Promise<void> {
    return this.#deliveries.settle(changes, followers);
  }

  prune(endedBefore: EpochMs): Promise<boolean> {
    return this.#pruning.run(endedBefore);
  }
}

/** One row for each key, since PostgreSQL does not take one twice in one statement. */
function newest<T, R>(items: readonly T[], key: keyof T, row: (item: T) => R): R[] {
  return [...new Map(items.map((item) => [item[key], item])).values()].map(row);
}
