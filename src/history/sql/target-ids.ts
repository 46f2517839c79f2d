import type { HistoryKysely } from './tables.ts';

/** The numbers that stand for targets; what was looked up once is remembered, they never change. */
export class TargetIds {
  readonly #kysely: HistoryKysely;
  readonly #ids = new Map<string, number>();
  readonly #names = new Map<number, string>();

  constructor(kysely: HistoryKysely) {
    this.#kysely = kysely;
  }

  forget(): void {
    this.#ids.clear();
    this.#names.clear();
  }

  /** Gives a number to those that have none. Not within a transaction: one that is rolled back would take it back. */
  async register(names: Iterable<string>): Promise<void> {
    const missing = [...new Set(names)].filter((name) => !this.#ids.has(name));
    if (missing.length === 0) return;
    await this.#kysely
      .insertInto('targets')
      .values(missing.map((name) => ({ name })))
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute();
    await this.load();
  }

  /** @throws Error for one that was not registered */
  idOf(name: string): number {
    const id = this.#ids.get(name);
    if (id === undefined) throw new Error(`target ${name} has no number`);
    return id;
  }

  /** Null for a target that nothing was ever kept of. */
  async find(name: string): Promise<number | null> {
    if (!this.#ids.has(name)) await this.load();
    return this.#ids.get(name) ?? null;
  }

  /** @throws Error for a number that was not loaded */
  nameOf(id: number): string {
    const name = this.#names.get(id);
    if (name === undefined) throw new Error(`no target has the number ${id}`);
    return name;
  }

  /** All of them, in the order in which they came. */
  async all(): Promise<number[]> {
    await this.load();
    return [...this.#names.keys()].toSorted((a, b) => a - b);
  }

  /** Another process may have added some. */
  async load(): Promise<void> {
    const rows = await this.#kysely.selectFrom('targets').select(['id', 'name']).execute();
    for (const { id, name } of rows) {
      this.#ids.set(name, id);
      this.#names.set(id, name);
    }
  }

  /** Names for rows that may be of targets that came meanwhile. */
  async nameAll(ids: Iterable<number>): Promise<void> {
    for (const id of ids) {
      if (this.#names.has(id)) continue;
      await this.load();
      return;
    }
  }
}
