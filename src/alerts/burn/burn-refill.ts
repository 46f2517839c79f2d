import type { Clock, EpochMs } from '../../clock/clock.ts';
import type { HealthRegistry } from '../../health/health-registry.ts';
import type { TargetHealth } from '../../health/target-health.ts';
import type { HistoryStore } from '../../history/history-store.ts';
import type { Resolution } from '../../history/resolution.ts';
import type { BurnLedger } from './burn-ledger.ts';

export interface BurnRefillParts {
  readonly ledger: BurnLedger;
  readonly registry: HealthRegistry;
  readonly store: HistoryStore;
  readonly clock: Clock;
  readonly log: { warn(facts: object, message: string): void };
}

const MINUTE_MS = 60_000;
/** Each ring is filled in steps that fit into its own. */
const PASTS: readonly { level: 0 | 1 | 2; resolution: Resolution; backMs: number }[] = [
  { level: 0, resolution: '1m', backMs: 60 * MINUTE_MS },
  { level: 1, resolution: '5m', backMs: 360 * MINUTE_MS },
  { level: 2, resolution: '1h', backMs: 4_320 * MINUTE_MS },
];
/** chosen: three small questions each; a thousand targets are through in a few minutes. */
const TARGETS_A_TURN = 5;
/** chosen: a history that cannot be read for so long is done without. */
const GIVE_UP_AFTER_MS = 10 * MINUTE_MS;

/** Counts what was observed before the start, from the roll-ups of history, a few targets at a time. */
export class BurnRefill {
  readonly #parts: BurnRefillParts;
  readonly #startedAt: EpochMs;
  #isReading = false;
  #isFailing = false;

  constructor(parts: BurnRefillParts) {
    this.#parts = parts;
    this.#startedAt = parts.clock.now();
  }

  /** To be called once a second. Never rejects. */
  async turn(): Promise<void> {
    if (this.#isReading) return;
    const { registry, ledger, log, clock } = this.#parts;
    const waiting = [...registry.all()].filter((state) => !ledger.open(state).isComplete);
    if (waiting.length === 0) return;
    this.#isReading = true;
    try {
      for (const state of waiting.slice(0, TARGETS_A_TURN)) await this.#fill(state);
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing) log.warn({ err: error }, 'history cannot be read for burn rates, trying again');
      this.#isFailing = true;
      const isGivenUp = clock.now() - this.#startedAt >= GIVE_UP_AFTER_MS;
      if (isGivenUp) for (const state of waiting) ledger.open(state).isComplete = true;
    } finally {
      this.#isReading = false;
    }
  }

  async #fill(state: TargetHealth): Promise<void> {
    const { store, ledger } = this.#parts;
    const to = this.#startedAt;
    const read = PASTS.map(async ({ level, resolution, backMs }) => {
      const range = { from: to - backMs, to };
      const rollups = await store.rollups({ targetId: state.target.id, resolution, ...range });
      return rollups.map(({ from, tally }) => ({ level, from, oks: tally.ok, failures: tally.failures }));
    });
    const counters = ledger.open(state);
    // All of them or none: what is counted twice would burn twice.
    for (const { level, from, oks, failures } of (await Promise.all(read)).flat()) {
      counters.addPast(level, from, { oks, failures });
    }
    counters.isComplete = true;
  }
}
