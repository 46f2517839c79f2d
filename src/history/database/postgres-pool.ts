import type { PostgresPool, PostgresPoolClient } from 'kysely';
import pg from 'pg';

/** chosen: one writes, one looks after what is kept, two answer. */
const MOST_CONNECTIONS = 4;
const CONNECT_TIMEOUT_MS = 5_000;
/** A server that has vanished without a word must not hold a write for ever. */
const QUERY_TIMEOUT_MS = 15_000;

/** What the driver says then, without a code. */
const READ_TIMEOUT = 'Query read timeout';

type TypeId = Parameters<typeof pg.types.getTypeParser>[0];

/** int8 as a number: no count, time or size of ours reaches 2^53. */
const INT8: TypeId = pg.types.builtins.INT8;

/** A pool that throws away a connection whose query has timed out: what comes next on it would wait as well. */
export class TimedPool implements PostgresPool {
  readonly #pool: pg.Pool;

  constructor(url: string) {
    this.#pool = new pg.Pool({
      connectionString: url,
      max: MOST_CONNECTIONS,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: QUERY_TIMEOUT_MS,
      statement_timeout: QUERY_TIMEOUT_MS,
      // A process that has vanished in the midst of a transaction holds its lock no longer than this.
      idle_in_transaction_session_timeout: QUERY_TIMEOUT_MS,
      keepAlive: true,
      application_name: 'bellwether',
      types: { getTypeParser: typeParser as typeof pg.types.getTypeParser },
    });
    // An idle connection that breaks is replaced by the next that is needed, and its query tells what is wrong.
    this.#pool.on('error', () => {});
  }

  async connect(): Promise<PostgresPoolClient> {
    return new TimedClient(await this.#pool.connect()) as unknown as PostgresPoolClient;
  }

  end(): Promise<void> {
    return this.#pool.end();
  }
}

class TimedClient {
  readonly #client: pg.PoolClient;
  #broken: Error | null = null;

  constructor(client: pg.PoolClient) {
    this.#client = client;
    // While it is lent, nobody else listens.
    client.on('error', this.#onError);
  }

  readonly query = async (sql: string, parameters: readonly unknown[]): Promise<pg.QueryResult> => {
    if (this.#broken !== null) throw this.#broken;
    try {
      return await this.#client.query(sql, [...parameters]);
    } catch (error) {
      if (error instanceof Error && error.message === READ_TIMEOUT) this.#broken = error;
      throw error;
    }
  };

  readonly release = (): void => {
    this.#client.off('error', this.#onError);
    this.#client.release(this.#broken ?? undefined);
  };

  readonly #onError = (error: Error): void => {
    this.#broken = error;
  };
}

function typeParser(oid: TypeId, format: 'text'): (text: string) => unknown {
  return oid === INT8 ? Number : pg.types.getTypeParser(oid, format);
}
