import type { Clock } from '../../clock/clock.ts';
import type { HostCollector } from './host-collector.ts';
import { failedReading, type HostReading, type HostReport, worstOf } from './host-report.ts';

export interface HostCheckOptions {
  /** Deadline of one collector, milliseconds [4000]: the whole takes less than five seconds. */
  readonly timeoutMs: number;
  /** A report this young is given again, milliseconds [2000]. */
  readonly cacheMs: number;
}

export const HOST_CHECK_OPTIONS: HostCheckOptions = { timeoutMs: 4_000, cacheMs: 2_000 };

/** All collectors at once, each on its own: one that fails or hangs leaves the rest of the report standing. */
export class HostCheck {
  readonly #collectors: readonly HostCollector[];
  readonly #clock: Clock;
  readonly #options: HostCheckOptions;
  #last: { readonly atMs: number; readonly report: Promise<HostReport> } | null = null;

  constructor(collectors: readonly HostCollector[], clock: Clock, options: HostCheckOptions) {
    this.#collectors = collectors;
    this.#clock = clock;
    this.#options = options;
  }

  /** Joins a check under way, and gives a very young report again. Never rejects. */
  run(): Promise<HostReport> {
    const nowMs = this.#clock.monotonicMs();
    if (this.#last !== null && nowMs - this.#last.atMs < this.#options.cacheMs) return this.#last.report;
    const report = this.#collect();
    this.#last = { atMs: nowMs, report };
    return report;
  }

  async #collect(): Promise<HostReport> {
    const readings = await Promise.all(
      this.#collectors.map(async (each) => [each.name, await this.#read(each)] as const),
    );
    return {
      at: this.#clock.now(),
      status: worstOf(readings.map(([, { status }]) => status)),
      checks: Object.fromEntries(readings) as Record<HostCollector['name'], HostReading>,
    };
  }

  async #read(collector: HostCollector): Promise<HostReading> {
    const { timeoutMs } = this.#options;
    const end = new AbortController();
    const { promise: tooLate, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      end.abort();
      reject(new Error(`no reading within ${timeoutMs} ms`));
    }, timeoutMs);
    try {
      return await Promise.race([collector.collect(end.signal), tooLate]);
    } catch (error) {
      return failedReading(error);
    } finally {
      clearTimeout(timer);
    }
  }
}
