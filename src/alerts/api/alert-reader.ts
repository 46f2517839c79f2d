import type { Clock } from '../../clock/clock.ts';
import { answerOf } from '../../history/query/store-answer.ts';
import { Problem } from '../../problems/problem.ts';
import type { Alert } from '../alert.ts';
import type { AlertEngine } from '../engine/alert-engine.ts';
import type { AlertAdvice, Delivery } from '../notification.ts';
import type { AlertStore } from '../store/alert-store.ts';
import { alertCursorOf, alertCursorText } from '../store/cursor.ts';
import type { AlertBody, AlertsQuery } from './alert.schema.ts';
import { alertView } from './alert.view.ts';

export interface AlertReaderParts {
  readonly engine: AlertEngine;
  readonly store: AlertStore;
  readonly clock: Clock;
  readonly adviceFor: (alert: Alert) => AlertAdvice;
  /** Whether what was before the start is known. */
  readonly isReady: () => boolean;
}

interface AlertPage {
  readonly items: readonly Alert[];
  readonly next: string | null;
}

type Deliveries = ReadonlyMap<string, readonly Delivery[]> | null;

/** What is firing is answered from memory, what is over from the store: the former also while the store is away. */
export class AlertReader {
  readonly #parts: AlertReaderParts;

  constructor(parts: AlertReaderParts) {
    this.#parts = parts;
  }

  /** @throws Problem 503 while what was before the start is not known: none would be said to be firing */
  async list(query: AlertsQuery): Promise<{ items: AlertBody[]; next_cursor: string | null }> {
    this.#refuseUnready();
    const page = query.state === 'firing' ? this.#firing(query) : await this.#stored(query);
    const deliveries = await this.#deliveriesOf(page.items);
    return { items: page.items.map((alert) => this.#show(alert, deliveries)), next_cursor: page.next };
  }

  /** Null when there is none, or it was pruned. */
  async one(id: string): Promise<AlertBody | null> {
    this.#refuseUnready();
    const { engine, store } = this.#parts;
    const alert = engine.current(id) ?? (await answerOf(store.alert(id)));
    return alert === null ? null : this.#show(alert, await this.#deliveriesOf([alert]));
  }

  /** What is firing, the newest first, as far as memory tells; null while what was before the start is not known. */
  firingNow(): AlertBody[] | null {
    if (!this.#parts.isReady()) return null;
    const firing = this.#parts.engine.open().filter(({ state }) => state === 'firing');
    return firing.toSorted(newestFirst).map((alert) => this.atHand(alert));
  }

  /** An alert as it is in memory: what became of its messages is not, and is null. */
  atHand(alert: Alert): AlertBody {
    return this.#show(alert, null);
  }

  #refuseUnready(): void {
    if (this.#parts.isReady()) return;
    throw new Problem({
      status: 503,
      title: 'Alerts not ready',
      detail: 'what was known before the start cannot be read yet',
      headers: { 'retry-after': '5' },
    });
  }

  #firing({ severity, target, limit, cursor }: AlertsQuery): AlertPage {
    const meant = this.#parts.engine
      .open()
      .filter((alert) => alert.state === 'firing')
      .filter((alert) => severity === undefined || alert.severity === severity)
      .filter((alert) => target === undefined || alert.targetId === target)
      .toSorted(newestFirst);
    const place = cursor === undefined ? null : alertCursorOf(cursor);
    const left = place === null ? meant : meant.filter((alert) => isBehind(alert, place));
    const items = left.slice(0, limit);
    const last = items.at(-1);
    const hasMore = left.length > limit && last !== undefined;
    return { items, next: hasMore ? alertCursorText({ sinceMs: last.since, id: last.id }) : null };
  }

  async #stored({ state, severity, target, limit, cursor }: AlertsQuery): Promise<AlertPage> {
    const { store, engine } = this.#parts;
    const asked = {
      state,
      severity: severity ?? null,
      targetId: target ?? null,
      limit,
      after: cursor ?? null,
    };
    const page = await answerOf(store.alerts(asked));
    const items = page.items
      .map((alert) => engine.current(alert.id) ?? alert)
      // What went on after its end is firing, whatever was written of it.
      .filter((alert) => state === 'all' || alert.state === state);
    return { items, next: page.next };
  }

  /** What became of messages is not worth failing the answer for. */
  async #deliveriesOf(alerts: readonly Alert[]): Promise<Deliveries> {
    if (alerts.length === 0) return new Map();
    try {
      return await answerOf(
        this.#parts.store.deliveriesOf(alerts.map(({ id }) => id)),
        DELIVERIES_PATIENCE_MS,
      );
    } catch {
      // Shown as unknown, and the store's own trouble is logged by those who write to it.
      return null;
    }
  }

  #show(alert: Alert, deliveries: Deliveries): AlertBody {
    const { clock, adviceFor } = this.#parts;
    return alertView(alert, {
      deliveries: deliveries === null ? null : (deliveries.get(alert.id) ?? []),
      advice: adviceFor(alert),
      now: clock.now(),
    });
  }
}

/** chosen: the alerts themselves are at hand, and somebody is waiting for them. */
const DELIVERIES_PATIENCE_MS = 2_000;

function newestFirst(a: Alert, b: Alert): number {
  return b.since - a.since || (a.id < b.id ? 1 : -1);
}

function isBehind(alert: Alert, { sinceMs, id }: { readonly sinceMs: number; readonly id: string }): boolean {
  return alert.since < sinceMs || (alert.since === sinceMs && alert.id < id);
}
