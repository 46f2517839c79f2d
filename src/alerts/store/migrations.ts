import type { Kysely } from 'kysely';
import type { Migrations, SqlEngine } from '../../history/database/sql-database.ts';

type Schema = Kysely<object>;

/** What alerts keep; a change is a new migration, never a change of one that has been released. */
export function alertMigrations(engine: SqlEngine): Migrations {
  return { '001_alerts': { up: (schema: Schema) => createAlertTables(schema, engine) } };
}

async function createAlertTables(schema: Schema, engine: SqlEngine): Promise<void> {
  await createAlerts(schema);
  await createDeliveries(schema, engine);
  await createDeliveryAlerts(schema);
  await createLifecycleAndSilences(schema);
}

async function createAlerts(schema: Schema): Promise<void> {
  await schema.schema
    .createTable('alerts')
    .ifNotExists()
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('severity', 'text', (column) => column.notNull())
    .addColumn('target_id', 'text')
    .addColumn('since_ms', 'bigint', (column) => column.notNull())
    .addColumn('updated_ms', 'bigint', (column) => column.notNull())
    .addColumn('resolved_ms', 'bigint')
    .addColumn('body', 'text', (column) => column.notNull())
    .execute();
  await index(schema, 'alerts', ['since_ms', 'id']);
  await index(schema, 'alerts', ['state', 'resolved_ms']);
}

async function createDeliveries(schema: Schema, engine: SqlEngine): Promise<void> {
  await schema.schema
    .createTable('deliveries')
    .ifNotExists()
    .addColumn('seq', engine === 'sqlite' ? 'integer' : 'bigint', (column) =>
      engine === 'sqlite'
        ? column.primaryKey().autoIncrement()
        : column.primaryKey().generatedAlwaysAsIdentity(),
    )
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('channel_id', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('last_error', 'text')
    .addColumn('last_attempt_ms', 'bigint')
    .addColumn('next_attempt_ms', 'bigint')
    .addColumn('delivered_ms', 'bigint')
    .addColumn('created_ms', 'bigint', (column) => column.notNull())
    .addColumn('ended_ms', 'bigint')
    .addColumn('followed_by', 'text')
    .addColumn('message', 'text', (column) => column.notNull())
    .addUniqueConstraint('deliveries_key', ['id', 'channel_id'])
    .execute();
  await index(schema, 'deliveries', ['state', 'seq']);
  await index(schema, 'deliveries', ['channel_id', 'seq']);
  await index(schema, 'deliveries', ['ended_ms']);
}

async function createDeliveryAlerts(schema: Schema): Promise<void> {
  const key = ['alert_id', 'delivery_id', 'channel_id'] as const;
  await schema.schema
    .createTable('delivery_alerts')
    .ifNotExists()
    .addColumn('alert_id', 'text', (column) => column.notNull())
    .addColumn('delivery_id', 'text', (column) => column.notNull())
    .addColumn('channel_id', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('delivery_alerts_pk', [...key])
    .execute();
  await index(schema, 'delivery_alerts', ['delivery_id', 'channel_id']);
}

async function createLifecycleAndSilences(schema: Schema): Promise<void> {
  await schema.schema
    .createTable('alert_lifecycle')
    .ifNotExists()
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('value', 'text', (column) => column.notNull())
    .execute();
  await schema.schema
    .createTable('silences')
    .ifNotExists()
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('until_ms', 'bigint')
    .addColumn('body', 'text', (column) => column.notNull())
    .execute();
}

async function index(schema: Schema, table: string, columns: readonly string[]): Promise<void> {
  await schema.schema
    .createIndex(`${table}_${columns.join('_')}`)
    .ifNotExists()
    .on(table)
    .columns([...columns])
    .execute();
}
