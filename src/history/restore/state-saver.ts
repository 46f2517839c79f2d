import type { CircuitBreakers } from '../../breakers/circuit-breakers.ts';
import type { HealthEvents } from '../../health/health-events.ts';
import type { SpendLedger } from '../../probes/generate/spend-ledger.ts';
import type { TargetCatalogue } from '../../targets/target-catalogue.ts';
import type { HistoryWriter } from '../history-writer.ts';

export const CIRCUITS_KEY = 'circuits';
export const SPEND_KEY = 'spend';
export const ADOPTED_KEY = 'adopted';
export const ASSESSOR_PREFIX = 'assessor:';

/** Keeps what a restart must not forget in the store, each time it changes; written with the next batch. */
export class StateSaver {
  readonly #writer: HistoryWriter;
  readonly #circuits: CircuitBreakers;
  readonly #ledger: SpendLedger;
  readonly #catalogue: TargetCatalogue;
  #ends: (() => void)[] = [];

  constructor(
    writer: HistoryWriter,
    parts: { circuits: CircuitBreakers; ledger: SpendLedger; catalogue: TargetCatalogue },
  ) {
    this.#writer = writer;
    this.#circuits = parts.circuits;
    this.#ledger = parts.ledger;
    this.#catalogue = parts.catalogue;
  }

  listen(events: HealthEvents): void {
    this.#ends = [
      events.on('status.changed', ({ state }) => {
        this.#writer.saveState(ASSESSOR_PREFIX + state.target.id, JSON.stringify(state.assessor.snapshot()));
      }),
      this.#catalogue.onAdoption(() => this.#save(ADOPTED_KEY, this.#catalogue.adopted())),
      events.on('circuit.changed', () => this.#save(CIRCUITS_KEY, this.#circuits.snapshot())),
      events.on('observations.recorded', ({ observations }) => {
        // Only a generate probe of our own costs us anything.
        if (observations.some(({ source, depth }) => source === 'probe' && depth === 'generate'))
          this.#saveSpend();
      }),
    ];
  }

  /** What has changed without a word since: how far reset timeouts have grown, what calls under way came to. */
  saveAll(): void {
    this.#save(CIRCUITS_KEY, this.#circuits.snapshot());
    this.#saveSpend();
  }

  stop(): void {
    for (const end of this.#ends) end();
    this.saveAll();
  }

  #saveSpend(): void {
    this.#save(SPEND_KEY, this.#ledger.snapshot());
  }

  #save(key: string, value: unknown): void {
    this.#writer.saveState(key, JSON.stringify(value));
  }
}
