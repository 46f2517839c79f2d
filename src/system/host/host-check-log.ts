import type { EpochMs } from '../../clock/clock.ts';
import type { SqlDatabase } from '../../history/database/sql-database.ts';
import { hostReportSchema, type HostReportBody } from './host-report.view.ts';

type HostCheckRow = {
  readonly task_id: string;
  readonly at_ms: number;
  readonly report: string;
};

type Tables = { readonly host_checks: HostCheckRow };

export interface HostCheckEntry {
  readonly taskId: string;
  readonly at: EpochMs;
  readonly report: HostReportBody;
}

export interface HostCheckQuery {
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly limit: number;
}

/** The host checks of the past, newest first, in the database of the history. Every method may reject. */
export class HostCheckLog {
  readonly #database: SqlDatabase;
  readonly #keep: () => number;
  #opened: Promise<void> | null = null;

  constructor(database: SqlDatabase, keep: () => number) {
    this.#database = database;
    this.#keep = keep;
  }

  /** The same task twice is kept once. Lets go of the oldest beyond what is to be kept. */
  async add({ taskId, at, report }: HostCheckEntry): Promise<void> {
    await this.#open();
    await this.#tables
      .insertInto('host_checks')
      .values({ task_id: taskId, at_ms: at, report: JSON.stringify(report) })
      .onConflict((conflict) => conflict.column('task_id').doNothing())
      .execute();
    const oldest = await this.#tables
      .selectFrom('host_checks')
      .select('at_ms')
      .orderBy('at_ms', 'desc')
      .offset(this.#keep())
      .limit(1)
      .executeTakeFirst();
    if (oldest === undefined) return;
    await this.#tables.deleteFrom('host_checks').where('at_ms', '<=', oldest.at_ms).execute();
  }

  async list({ from, to, limit }: HostCheckQuery): Promise<HostCheckEntry[]> {
    await this.#open();
    const rows = await this.#tables
      .selectFrom('host_checks')
      .selectAll()
      .where('at_ms', '>=', from)
      .where('at_ms', '<', to)
      .orderBy('at_ms', 'desc')
      .limit(limit)
      .execute();
    return rows.map(({ task_id: taskId, at_ms: at, report }) => ({
      taskId,
      at,
      report: hostReportSchema.parse(JSON.parse(report)),
    }));
  }

  get #tables() {
    return this.#database.kysely.withTables<Tables>();
  }

  /** Tried anew as long as it fails: the database may come later than we. */
  async #open(): Promise<void> {
    this.#opened ??= this.#migrate();
    try {
      await this.#opened;
    } catch (error) {
      this.#opened = null;
      throw error;
    }
  }

  #migrate(): Promise<void> {
    return this.#database.migrate('system', {
      '001_host_checks': {
        up: async ({ schema }) => {
          await schema
            .createTable('host_checks')
            .ifNotExists()
            .addColumn('task_id', 'text', (column) => column.primaryKey())
            .addColumn('at_ms', 'bigint', (column) => column.notNull())
            .addColumn('report', 'text', (column) => column.notNull())
            .execute();
          await schema
            .createIndex('host_checks_at')
            .ifNotExists()
            .on('host_checks')
            .column('at_ms')
            .execute();
        },
      },
    });
  }
}
