import type { Status } from '../../src/health/status.ts';

export interface StatusSpan {
  readonly fromMs: number;
  readonly toMs: number;
  readonly status: Status;
}

/** What a detector said over time. */
export class Timeline {
  readonly #changes: { readonly atMs: number; readonly status: Status }[] = [{ atMs: 0, status: 'unknown' }];

  get status(): Status {
    return this.#changes.at(-1)!.status;
  }

  /** Moments must not go back. */
  note(atMs: number, status: Status): void {
    if (status !== this.status) this.#changes.push({ atMs, status });
  }

  spans(endMs: number): StatusSpan[] {
    return this.#changes.map(({ atMs, status }, i) => ({
      fromMs: atMs,
      toMs: this.#changes[i + 1]?.atMs ?? endMs,
      status,
    }));
  }
}
