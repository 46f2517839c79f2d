/** The newest few of something; what is older is let go. */
export class Recent<T> {
  readonly #capacity: number;
  #items: T[] = [];
  #next = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  push(item: T): void {
    this.#items[this.#next] = item;
    this.#next = (this.#next + 1) % this.#capacity;
  }

  newestFirst(): T[] {
    const split = this.#items.length < this.#capacity ? 0 : this.#next;
    return [...this.#items.slice(split), ...this.#items.slice(0, split)].toReversed();
  }
}
