import type { HealthEvents } from '../../health/health-events.ts';
import type { HealthRegistry } from '../../health/health-registry.ts';
import type { TargetHealth } from '../../health/target-health.ts';
import type { AlertBook } from '../lifecycle/alert-book.ts';

/** chosen: what time alone changes (burn rates, dates) is seen within half a minute. */
const TURNS_A_ROUND = 30;

/** Which targets are looked at in a turn: those that changed, those with a clock running, and a share of the rest. */
export class DueTargets {
  readonly #registry: HealthRegistry;
  readonly #book: AlertBook;
  readonly #changed = new Set<TargetHealth>();
  readonly #removed = new Set<string>();
  #round: TargetHealth[] = [];
  #perTurn = 0;

  constructor(registry: HealthRegistry, book: AlertBook) {
    this.#registry = registry;
    this.#book = book;
  }

  listen(events: HealthEvents): void {
    events.on('target.updated', ({ state }) => this.#changed.add(state));
    events.on('target.added', ({ state }) => this.#changed.add(state));
    events.on('target.removed', ({ state }) => {
      this.#changed.delete(state);
      this.#removed.add(state.target.id);
    });
    events.on('egress.changed', () => this.all());
  }

  /** Looks at every target in the next turn. */
  all(): void {
    for (const state of this.#registry.all()) this.#changed.add(state);
  }

  take(): Set<TargetHealth> {
    const due = new Set(this.#changed);
    this.#changed.clear();
    if (this.#round.length === 0) {
      this.#round = [...this.#registry.all()];
      this.#perTurn = Math.ceil(this.#round.length / TURNS_A_ROUND);
    }
    for (const state of this.#round.splice(-this.#perTurn, this.#perTurn)) due.add(state);
    for (const record of this.#book.all()) {
      if (record.alert?.state !== 'pending' && record.clearedAt === null) continue;
      const state =
        record.subject.targetId === null ? undefined : this.#registry.get(record.subject.targetId);
      if (state !== undefined) due.add(state);
    }
    return due;
  }

  /** Targets that are watched no more. */
  takeRemoved(): string[] {
    const removed = [...this.#removed].filter((id) => this.#registry.get(id) === undefined);
    this.#removed.clear();
    return removed;
  }
}
