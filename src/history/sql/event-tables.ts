import { sql } from 'kysely';
import type { CircuitRecord, ProbeSpend, SavedState, Transition } from '../history-record.ts';
import type { TargetRange } from '../history-store.ts';
import { circuitOf, spendOf, stateOf, transitionOf } from './event-rows.ts';
import type { CircuitChangeRow, HistoryKysely, TransitionRow } from './tables.ts';
import type { TargetIds } from './target-ids.ts';

type EventTable = 'transitions' | 'circuit_changes';
type EventRow = TransitionRow | CircuitChangeRow;

/** Reads what changed, what was spent, and what was saved. */
export class EventTables {
  readonly #kysely: HistoryKysely;
  readonly #targets: TargetIds;

  constructor(kysely: HistoryKysely, targets: TargetIds) {
    this.#kysely = kysely;
    this.#targets = targets;
  }

  async transitions(query: TargetRange): Promise<Transition[]> {
    const rows = await this.#events<TransitionRow>('transitions', query);
    return rows.map((row) => transitionOf(row, this.#targets.nameOf(row.target_id)));
  }

  async circuits(query: TargetRange): Promise<CircuitRecord[]> {
    const rows = await this.#events<CircuitChangeRow>('circuit_changes', query);
    return rows.map((row) => circuitOf(row, this.#targets.nameOf(row.target_id)));
  }

  async spend(day: string): Promise<ProbeSpend[]> {
    const rows = await this.#kysely.selectFrom('probe_spend').selectAll().where('day', '=', day).execute();
    await this.#targets.nameAll(rows.map((row) => row.target_id));
    return rows.map((row) => spendOf(row, this.#targets.nameOf(row.target_id)));
  }

  async state(key: string): Promise<SavedState | null> {
    const row = await this.#kysely
      .selectFrom('saved_states')
      .selectAll()
      .where('key', '=', key)
      .executeTakeFirst();
    return row === undefined ? null : stateOf(row);
  }

  async states(prefix: string): Promise<SavedState[]> {
    const rows = await this.#kysely
      .selectFrom('saved_states')
      .selectAll()
      .where(sql`substr(key, 1, ${prefix.length})`, '=', prefix)
      .execute();
    return rows.map(stateOf).toSorted((a, b) => (a.key < b.key ? -1 : 1));
  }

  async #events<R extends EventRow>(table: EventTable, query: TargetRange): Promise<R[]> {
    const id = query.targetId === null ? null : await this.#targets.find(query.targetId);
    if (query.targetId !== null && id === null) return [];
    const inForce = await this.#inForce<R>(table, query.from, id);
    const within = await this.#within<R>(table, query, id);
    const rows = [...newestOfEach(inForce), ...within];
    await this.#targets.nameAll(rows.map((row) => row.target_id));
    return rows.toSorted((a, b) => a.at_ms - b.at_ms || a.seq - b.seq);
  }

  /** Of each target the last before; several where they share the millisecond. */
  async #inForce<R>(table: EventTable, from: number, id: number | null): Promise<R[]> {
    const own = id === null ? sql`` : sql`where t.id = ${id}`;
    const { rows } = await sql<R>`
      select e.* from targets t
      join ${sql.table(table)} e on e.target_id = t.id and e.at_ms = (
        select max(i.at_ms) from ${sql.table(table)} i where i.target_id = t.id and i.at_ms < ${from})
      ${own}`.execute(this.#kysely);
    return rows;
  }

  async #within<R>(table: EventTable, { from, to }: TargetRange, id: number | null): Promise<R[]> {
    const own = id === null ? sql`` : sql`and target_id = ${id}`;
    const { rows } = await sql<R>`
      select * from ${sql.table(table)} where at_ms >= ${from} and at_ms < ${to} ${own}`.execute(
      this.#kysely,
    );
    return rows;
  }
}

function newestOfEach<R extends EventRow>(rows: readonly R[]): R[] {
  const newest = new Map<number, R>();
  for (const row of rows) {
    const known = newest.get(row.target_id);
    if (known === undefined || row.seq > known.seq) newest.set(row.target_id, row);
  }
  return [...newest.values()];
}
