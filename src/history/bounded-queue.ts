/** How much may wait. */
export interface QueueBounds {
  readonly items: number;
  readonly bytes: number;
}

/** First in, first out; beyond its bounds the oldest is let go. */
export class BoundedQueue<T> {
  readonly #bounds: QueueBounds;
  readonly #bytesOf: (item: T) => number;
  readonly #onLost: (item: T) => void;
  #items: T[] = [];
  #first = 0;
  #bytes = 0;

  constructor(bounds: QueueBounds, bytesOf: (item: T) => number, onLost: (item: T) => void) {
    this.#bounds = bounds;
    this.#bytesOf = bytesOf;
    this.#onLost = onLost;
  }

  get size(): number {
    return this.#items.length - this.#first;
  }

  some(isMeant: (item: T) => boolean): boolean {
    return this.#items.slice(this.#first).some(isMeant);
  }

  push(item: T): void {
    this.#items.push(item);
    this.#bytes += this.#bytesOf(item);
    this.#trim();
  }

  takeAll(): T[] {
    const taken = this.#items.slice(this.#first);
    this.#items = [];
    this.#first = 0;
    this.#bytes = 0;
    return taken;
  }

  /** What was taken and could not be used is the oldest again. */
  putBack(items: readonly T[]): void {
    if (items.length === 0) return;
    this.#items = [...items, ...this.#items.slice(this.#first)];
    this.#first = 0;
    for (const item of items) this.#bytes += this.#bytesOf(item);
    this.#trim();
  }

  #trim(): void {
    while (this.size > this.#bounds.items || (this.#bytes > this.#bounds.bytes && this.size > 0)) {
      const item = this.#items[this.#first] as T;
      this.#items[this.#first] = undefined as T;
      this.#first++;
      this.#bytes -= this.#bytesOf(item);
      this.#onLost(item);
    }
    // Moving the rest costs as much as what was let go since the last time: little an item.
    if (this.#first > 1_000 && this.#first * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#first);
      this.#first = 0;
    }
  }
}
