import { sql } from 'kysely';
import type { EpochMs } from '../../clock/clock.ts';
import type { AlertKysely, AlertTransaction } from './tables.ts';

/** chosen: rows deleted at once of each table: some milliseconds. */
const ROWS_AT_ONCE = 500;

/** Deletes what ended long ago. What is told of an alert that is still open stays as long as the alert. */
export class AlertPruning {
  readonly #kysely: AlertKysely;

  constructor(kysely: AlertKysely) {
    this.#kysely = kysely;
  }

  /** True when there is more to do. */
  run(endedBefore: EpochMs): Promise<boolean> {
    return this.#kysely.transaction().execute(async (transaction) => {
      const deliveries = await this.#pruneDeliveries(transaction, endedBefore);
      const alerts = await this.#pruneAlerts(transaction, endedBefore);
      await transaction.deleteFrom('silences').where('until_ms', '<', endedBefore).execute();
      return deliveries >= ROWS_AT_ONCE || alerts >= ROWS_AT_ONCE;
    });
  }

  async #pruneDeliveries(transaction: AlertTransaction, endedBefore: EpochMs): Promise<number> {
    const ended = await transaction
      .selectFrom('deliveries')
      .select('seq')
      .where('ended_ms', '<', endedBefore)
      .where(
        sql<boolean>`not exists (
          select 1 from delivery_alerts
          join alerts on alerts.id = delivery_alerts.alert_id and alerts.state <> 'resolved'
          where delivery_alerts.delivery_id = deliveries.id
          and delivery_alerts.channel_id = deliveries.channel_id)`,
      )
      .orderBy('ended_ms')
      .limit(ROWS_AT_ONCE)
      .execute();
    if (ended.length === 0) return 0;
    const seqs = ended.map(({ seq }) => seq);
    await transaction
      .deleteFrom('delivery_alerts')
      .where(
        sql<boolean>`(delivery_id, channel_id) in (
          select id, channel_id from deliveries where seq in (${sql.join(seqs)}))`,
      )
      .execute();
    await transaction.deleteFrom('deliveries').where('seq', 'in', seqs).execute();
    return ended.length;
  }

  /** An alert that somebody is still to be told of stays, and with it its place in the list. */
  async #pruneAlerts(transaction: AlertTransaction, endedBefore: EpochMs): Promise<number> {
    const ended = await transaction
      .selectFrom('alerts')
      .select('id')
      .where('state', '=', 'resolved')
      .where('resolved_ms', '<', endedBefore)
      .where(
        sql<boolean>`not exists (select 1 from delivery_alerts where delivery_alerts.alert_id = alerts.id)`,
      )
      .orderBy('resolved_ms')
      .limit(ROWS_AT_ONCE)
      .execute();
    if (ended.length === 0) return 0;
    const ids = ended.map(({ id }) => id);
    await transaction.deleteFrom('alerts').where('id', 'in', ids).execute();
    return ended.length;
  }
}
