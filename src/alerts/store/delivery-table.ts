import { sql } from 'kysely';
import type { SqlDatabase } from '../../history/database/sql-database.ts';
import type { Delivery } from '../notification.ts';
import type { DeliveryChange, DeliveryQuery, NewDelivery, Page } from './alert-store.ts';
import { deliveryCursorOf, deliveryCursorText } from './cursor.ts';
import {
  deliveryAlertRows,
  deliveryOf,
  deliveryRow,
  INSERT_DELIVERIES,
  INSERT_DELIVERY_ALERTS,
} from './delivery-rows.ts';
import type { AlertKysely, AlertTransaction } from './tables.ts';

/** chosen: ids of one question; few enough for any engine's bound on parameters. */
const IDS_AT_ONCE = 500;

/** The outbox as it is stored. */
export class DeliveryTable {
  readonly #database: SqlDatabase;
  readonly #kysely: AlertKysely;

  constructor(database: SqlDatabase, kysely: AlertKysely) {
    this.#database = database;
    this.#kysely = kysely;
  }

  async insert(transaction: AlertTransaction, deliveries: readonly NewDelivery[]): Promise<void> {
    if (deliveries.length === 0) return;
    await this.#database.insertRows(transaction, INSERT_DELIVERIES, deliveries.map(deliveryRow));
    const alertRows = deliveries.flatMap(deliveryAlertRows);
    await this.#database.insertRows(transaction, INSERT_DELIVERY_ALERTS, alertRows);
  }

  async settle(changes: readonly DeliveryChange[], followers: readonly NewDelivery[]): Promise<void> {
    await this.#kysely.transaction().execute(async (transaction) => {
      await this.insert(transaction, followers);
      for (const change of changes) await update(transaction, change);
    });
  }

  async pending(): Promise<readonly Delivery[]> {
    const rows = await this.#select().where('state', '=', 'pending').orderBy('seq').execute();
    return rows.map(deliveryOf);
  }

  async page({ state, channelId, limit, after }: DeliveryQuery): Promise<Page<Delivery>> {
    let select = this.#select()
      .orderBy('seq', 'desc')
      .limit(limit + 1);
    if (state !== 'all') select = select.where('state', '=', state);
    if (channelId !== null) select = select.where('channel_id', '=', channelId);
    if (after !== null) select = select.where('seq', '<', deliveryCursorOf(after));
    const rows = await select.execute();
    const last = rows[limit - 1];
    const hasMore = rows.length > limit && last !== undefined;
    return {
      items: rows.slice(0, limit).map(deliveryOf),
      next: hasMore ? deliveryCursorText(last.seq) : null,
    };
  }

  async find(id: string): Promise<readonly Delivery[]> {
    const rows = await this.#select().where('id', '=', id).orderBy('seq').execute();
    return rows.map(deliveryOf);
  }

  async of(alertIds: readonly string[]): Promise<ReadonlyMap<string, readonly Delivery[]>> {
    const found = new Map<string, Delivery[]>(alertIds.map((id) => [id, []]));
    const ids = [...found.keys()];
    for (let from = 0; from < ids.length; from += IDS_AT_ONCE) {
      const rows = await this.#kysely
        .selectFrom('delivery_alerts')
        .innerJoin('deliveries', (join) =>
          join
            .onRef('deliveries.id', '=', 'delivery_alerts.delivery_id')
            .onRef('deliveries.channel_id', '=', 'delivery_alerts.channel_id'),
        )
        .selectAll('deliveries')
        .select('delivery_alerts.alert_id')
        .where('delivery_alerts.alert_id', 'in', ids.slice(from, from + IDS_AT_ONCE))
        .orderBy('deliveries.seq')
        .execute();
      for (const row of rows) found.get(row.alert_id)?.push(deliveryOf(row));
    }
    return found;
  }

  #select() {
    return this.#kysely.selectFrom('deliveries').selectAll();
  }
}

async function update(transaction: AlertTransaction, change: DeliveryChange): Promise<void> {
  const { state, deliveredAt, lastAttemptAt } = change;
  const endedMs = deliveredAt ?? lastAttemptAt;
  await transaction
    .updateTable('deliveries')
    .set({
      state,
      attempts: change.attempts,
      last_error: change.lastError,
      last_attempt_ms: lastAttemptAt,
      next_attempt_ms: change.nextAttemptAt,
      delivered_ms: deliveredAt,
      ended_ms: state === 'pending' ? null : (endedMs ?? sql.ref<number>('created_ms')),
      followed_by: change.followedBy,
    })
    .where('id', '=', change.id)
    .where('channel_id', '=', change.channelId)
    .execute();
}
