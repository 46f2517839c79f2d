import type { MonotonicMs } from '../clock/clock.ts';
import type { PageStatus } from '../health/status-page.ts';
import type { ComponentState, PageReport } from './page-report.ts';

const WORDS: Readonly<Record<PageStatus, string>> = {
  operational: 'operational',
  maintenance: 'under maintenance',
  unknown: 'unknown',
  degraded: 'degraded',
  partial_outage: 'partial outage',
  major_outage: 'major outage',
};

/** What a page last said of its components, as long as it takes nothing back. */
export class ComponentMemory {
  readonly #heldForMs: number;
  #affected: readonly ComponentState[] = [];
  #saidAtMs: MonotonicMs = -Infinity;

  constructor(heldForMs: number) {
    this.#heldForMs = heldForMs;
  }

  get affected(): readonly ComponentState[] {
    return this.#affected;
  }

  /** The components that do not work, in one line; null when all do. */
  get condition(): string | null {
    if (this.#affected.length === 0) return null;
    return this.#affected.map(({ name, status }) => `${name}: ${WORDS[status]}`).join(', ');
  }

  take({ componentStatus, affected }: PageReport, nowMs: MonotonicMs): void {
    const isSaid = componentStatus !== null && componentStatus !== 'unknown';
    if (isSaid) {
      this.#affected = affected.length > 0 ? affected : pageItself(componentStatus);
      this.#saidAtMs = nowMs;
    } else if (nowMs - this.#saidAtMs >= this.#heldForMs) this.forget();
  }

  forget(): void {
    this.#affected = [];
  }
}

/** Some pages say that they have issues, and not where. */
function pageItself(status: PageStatus): readonly ComponentState[] {
  return status === 'operational' || status === 'maintenance' ? [] : [{ name: 'the page', status }];
}
