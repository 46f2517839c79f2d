import { type CreateTableBuilder, type Kysely, sql } from 'kysely';
import type { Migrations, SqlEngine } from '../database/sql-database.ts';

type Schema = Kysely<object>;

/** What history keeps; a change is a new migration, never a change of one that has been released. */
export function historyMigrations(engine: SqlEngine): Migrations {
  return { '001_history': { up: (schema: Schema) => createHistory(schema, engine) } };
}

async function createHistory(schema: Schema, engine: SqlEngine): Promise<void> {
  await createTargets(schema, engine);
  await createRecords(schema, engine);
  await createRollups(schema, engine);
  await createEvents(schema, engine);
  await createSpendAndStates(schema, engine);
}

async function createTargets(schema: Schema, engine: SqlEngine): Promise<void> {
  await schema.schema
    .createTable('targets')
    .ifNotExists()
    .addColumn('id', 'integer', (column) =>
      engine === 'sqlite' ? column.primaryKey() : column.primaryKey().generatedAlwaysAsIdentity(),
    )
    .addColumn('name', 'text', (column) => column.notNull().unique())
    .execute();
}

async function createRecords(schema: Schema, engine: SqlEngine): Promise<void> {
  const table = schema.schema
    .createTable('records')
    .ifNotExists()
    .addColumn('target_id', 'integer', (column) => column.notNull())
    .addColumn('at_ms', 'bigint', (column) => column.notNull())
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('source', 'int2', (column) => column.notNull())
    .addColumn('depth', 'int2', (column) => column.notNull())
    .addColumn('failure', 'int2', (column) => column.notNull())
    .addColumn('blame', 'int2', (column) => column.notNull())
    .addColumn('status', 'int2', (column) => column.notNull())
    .addColumn('http_status', 'integer')
    .addColumn('latency_us', 'bigint')
    .addColumn('ttft_us', 'bigint')
    .addColumn('output_tokens', 'integer')
    .addColumn('request_id', 'text')
    .addColumn('more', 'text')
    .addPrimaryKeyConstraint('records_pk', ['target_id', 'at_ms', 'seq']);
  await clustered(table, engine).execute();
  await schema.schema
    .createIndex('records_at')
    .ifNotExists()
    .on('records')
    .columns(['at_ms', 'seq'])
    .execute();
}

async function createRollups(schema: Schema, engine: SqlEngine): Promise<void> {
  const bytes = sql.raw<Uint8Array>(engine === 'sqlite' ? 'blob' : 'bytea');
  const table = schema.schema
    .createTable('rollups')
    .ifNotExists()
    .addColumn('resolution', 'int2', (column) => column.notNull())
    .addColumn('target_id', 'integer', (column) => column.notNull())
    .addColumn('is_call', 'int2', (column) => column.notNull())
    .addColumn('start_minute', 'integer', (column) => column.notNull())
    .addColumn('part', 'integer', (column) => column.notNull())
    .addColumn('ok', 'integer', (column) => column.notNull())
    .addColumn('by_failure', 'text')
    .addColumn('latency', bytes)
    .addColumn('ttft', bytes)
    .addColumn('speed', bytes)
    .addPrimaryKeyConstraint('rollups_pk', ['resolution', 'target_id', 'is_call', 'start_minute', 'part']);
  await clustered(table, engine).execute();
  const progress = schema.schema
    .createTable('rollup_progress')
    .ifNotExists()
    .addColumn('resolution', 'int2', (column) => column.notNull())
    .addColumn('target_id', 'integer', (column) => column.notNull())
    .addColumn('until_minute', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('rollup_progress_pk', ['resolution', 'target_id']);
  await clustered(progress, engine).execute();
  await schema.schema
    .createTable('rollup_floor')
    .ifNotExists()
    .addColumn('resolution', 'int2', (column) => column.primaryKey())
    .addColumn('from_minute', 'integer', (column) => column.notNull())
    .execute();
}

async function createEvents(schema: Schema, engine: SqlEngine): Promise<void> {
  const transitions = eventTable(schema, 'transitions')
    .addColumn('from_status', 'int2', (column) => column.notNull())
    .addColumn('to_status', 'int2', (column) => column.notNull())
    .addColumn('blame', 'int2', (column) => column.notNull())
    .addColumn('reasons', 'text', (column) => column.notNull());
  await clustered(transitions, engine).execute();
  const circuits = eventTable(schema, 'circuit_changes')
    .addColumn('from_state', 'int2', (column) => column.notNull())
    .addColumn('to_state', 'int2', (column) => column.notNull())
    .addColumn('forced', 'int2', (column) => column.notNull())
    .addColumn('retry_at_ms', 'bigint')
    .addColumn('reason', 'text');
  await clustered(circuits, engine).execute();
}

function eventTable(schema: Schema, name: string): CreateTableBuilder<string, string> {
  return schema.schema
    .createTable(name)
    .ifNotExists()
    .addColumn('target_id', 'integer', (column) => column.notNull())
    .addColumn('at_ms', 'bigint', (column) => column.notNull())
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint(`${name}_pk`, ['target_id', 'at_ms', 'seq']);
}

async function createSpendAndStates(schema: Schema, engine: SqlEngine): Promise<void> {
  const spend = schema.schema
    .createTable('probe_spend')
    .ifNotExists()
    .addColumn('day', 'text', (column) => column.notNull())
    .addColumn('target_id', 'integer', (column) => column.notNull())
    .addColumn('usd', 'double precision', (column) => column.notNull())
    .addColumn('input_tokens', 'bigint', (column) => column.notNull())
    .addColumn('output_tokens', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('probe_spend_pk', ['day', 'target_id']);
  await clustered(spend, engine).execute();
  await schema.schema
    .createTable('saved_states')
    .ifNotExists()
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('value', 'text', (column) => column.notNull())
    .addColumn('at_ms', 'bigint', (column) => column.notNull())
    .execute();
}

/** In SQLite rows lie in the order of their key, without a row number and an index beside: a third smaller. */
function clustered<T extends string>(
  table: CreateTableBuilder<T, string>,
  engine: SqlEngine,
): CreateTableBuilder<T, string> {
  return engine === 'sqlite' ? table.modifyEnd(sql`without rowid`) : table;
}
