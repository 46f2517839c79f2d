import { type AuditEntry, AuditTrail } from '../access/audit-trail.ts';
import type { Clock } from '../clock/clock.ts';
import { BoundedQueue } from '../history/bounded-queue.ts';
import type { AuditPage, AuditStore, KeptEntry } from './audit-store.ts';
import { entryId } from './entry-id.ts';

/** A Nest logger is one. */
export interface AuditLogger {
  log(facts: object, message: string): void;
  warn(facts: object, message: string): void;
}

export interface KeptAuditTrailOptions {
  readonly store: AuditStore;
  readonly clock: Clock;
  readonly log: AuditLogger;
  /** Four letters or digits, others in each process. */
  readonly tag: string;
  /** Days for which entries are kept. */
  readonly keptDays: () => number;
}

// chosen: years of what people do by hand, some 3 MB
const MOST_KEPT = 10_000;
// chosen: what a store that is away for long may miss; every entry stands in the log too
const MOST_WAITING = 1_000;
const DAY_MS = 86_400_000;

/** Brings entries into the store at once, and keeps them and tries again while it cannot. */
export class KeptAuditTrail extends AuditTrail {
  readonly #options: KeptAuditTrailOptions;
  readonly #queue: BoundedQueue<KeptEntry>;
  #writing: Promise<void> | null = null;
  #count = 0;
  #lost = 0;
  #isFailing = false;

  constructor(options: KeptAuditTrailOptions) {
    super();
    this.#options = options;
    this.#queue = new BoundedQueue(
      { items: MOST_WAITING, bytes: Infinity },
      () => 0,
      () => void this.#lost++,
    );
  }

  record(entry: AuditEntry): void {
    this.#queue.push({ ...entry, id: entryId(entry.at, this.#count++, this.#options.tag) });
    void this.flush();
  }

  /** Tries to write what waits. Never rejects. */
  flush(): Promise<void> {
    this.#writing ??= this.#write().finally(() => {
      this.#writing = null;
    });
    return this.#writing;
  }

  /** What was done, newest first; what waits is written first, so that nobody misses what they just did. */
  async page(limit: number, below: string | null): Promise<AuditPage> {
    await this.flush();
    return this.#options.store.page(limit, below);
  }

  async #write(): Promise<void> {
    while (this.#queue.size > 0) {
      const entries = this.#queue.takeAll();
      try {
        await this.#options.store.write(entries);
      } catch (error) {
        this.#queue.putBack(entries);
        this.#fail(error);
        return;
      }
      await this.#succeed();
    }
  }

  async #succeed(): Promise<void> {
    if (this.#isFailing) this.#options.log.log({ lost: this.#lost }, 'audit is kept again');
    this.#isFailing = false;
    const since = this.#options.clock.now() - this.#options.keptDays() * DAY_MS;
    try {
      await this.#options.store.prune(MOST_KEPT, since);
    } catch (error) {
      this.#options.log.warn({ error: String(error) }, 'audit could not be pruned');
    }
  }

  #fail(error: unknown): void {
    if (!this.#isFailing)
      this.#options.log.warn({ error: String(error) }, 'audit cannot be kept, trying again');
    this.#isFailing = true;
  }
}
