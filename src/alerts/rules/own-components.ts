/** What another room reports of a part of this process: a disk, a store, a queue. */
export interface ComponentReport {
  /** Lower-case and stable: `disk_space`. */
  readonly name: string;
  readonly status: 'ok' | 'warning' | 'error';
  /** A sentence for people, free of secrets. */
  readonly message: string;
  /** Figures behind it, shown as evidence. */
  readonly details: Readonly<Record<string, string | number | boolean | null>>;
}

/**
 * Where other rooms report their own components. Each hands in a function once; it is asked at every evaluation, must
 * answer from memory, and one that throws is passed over and reported.
 */
export class OwnComponents {
  readonly #sources: (() => readonly ComponentReport[])[] = [];
  readonly #onError: (error: unknown) => void;

  constructor(onError: (error: unknown) => void = () => {}) {
    this.#onError = onError;
  }

  add(source: () => readonly ComponentReport[]): void {
    this.#sources.push(source);
  }

  /** Null where a source failed, so that nothing can be said of what it reports. */
  reports(): readonly ComponentReport[] | null {
    try {
      return this.#sources.flatMap((source) => source());
    } catch (error) {
      this.#onError(error);
      return null;
    }
  }
}
