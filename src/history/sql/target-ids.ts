import type { HistoryKysely } from './tables.ts';

/** chosen: after a start thousands ask for targets that nothing was kept of yet, and each answer names all there are. */
const LOOK_AGAIN_AFTER_MS = 1_000;

/** The numbers that stand for targets; what was looked up once is remembered, they never change. */
export class TargetIds {
  readonly #kysely: HistoryKysely;
  readonly #nowMs: () => number;
  readonly #ids = new Map<string, number>();
  readonly #names = new Map<number, string>();
  #loadedAtMs = -Infinity;

  constructor(kysely: HistoryKysely, nowMs: () => number = () => performance.now()) {
    this.#kysely = kysely;
    this.#nowMs = nowMs;
  }

  forget(): void {
    this.#ids.clear();
    this.#names.clear();
    this.#loadedAtMs = -Infinity;
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

  /** Null for a target that nothing was ever kept of, or by another process and only this second. */
  async find(name: string): Promise<number | null> {
    const isLookedFor = this.#nowMs() - this.#loadedAtMs < LOOK_AGAIN_AFTER_MS;
    if (!this.#ids.has(name) && !isLookedFor) await this.load();
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
    const beganAtMs = this.#nowMs();
    const rows = await this.#kysely.selectFrom('targets').select(['id', 'name']).execute();
    for (const { id, name } of rows) {
      this.#ids.set(name, id);
      this.#names.set(id, name);
    }
    this.#loadedAtMs = beganAtMs;
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
