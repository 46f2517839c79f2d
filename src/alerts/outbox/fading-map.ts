import { BoundedMap } from './bounded-map.ts';

/** Remembers what is in force for as long as it is, and of what is over the latest. */
export class FadingMap<V> {
  readonly #inForce = new Map<string, V>();
  readonly #over: BoundedMap<V>;

  /** @param most entries that are over and remembered */
  constructor(most: number) {
    this.#over = new BoundedMap(most);
  }

  get(key: string): V | undefined {
    return this.#inForce.get(key) ?? this.#over.get(key);
  }

  has(key: string): boolean {
    return this.#inForce.has(key) || this.#over.has(key);
  }

  set(key: string, value: V): void {
    if (this.#over.has(key)) this.#over.set(key, value);
    else this.#inForce.set(key, value);
  }

  end(key: string): void {
    const value = this.#inForce.get(key);
    if (value === undefined) return;
    this.#inForce.delete(key);
    this.#over.set(key, value);
  }
}
