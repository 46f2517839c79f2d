import type { Clock } from '../../clock/clock.ts';
import { Attempts, type AttemptOptions } from './attempts.ts';
import type { ComponentCheck, ComponentReading, ComponentState } from './component.ts';
import type { TerminusRun } from './terminus-run.ts';

export type ComponentListener = (state: ComponentState, before: ComponentState) => void;

interface Entry {
  readonly check: ComponentCheck;
  readonly attempts: Attempts;
  isUnderWay: boolean;
  state: ComponentState;
}

export interface ComponentWatchParts {
  readonly terminus: TerminusRun;
  readonly clock: Clock;
  readonly optionsOf: (component: string) => AttemptOptions;
  /** Told of a listener that fails; nothing else is affected. */
  readonly onListenerError: (error: unknown) => void;
}

/** How all components were when last looked at. Requests read it; only `refresh` looks. */
export class ComponentWatch {
  readonly #parts: ComponentWatchParts;
  readonly #entries: readonly Entry[];
  readonly #listeners = new Set<ComponentListener>();

  constructor(checks: readonly ComponentCheck[], parts: ComponentWatchParts) {
    this.#parts = parts;
    this.#entries = checks.map((check) => ({
      check,
      attempts: new Attempts(check),
      isUnderWay: false,
      state: notChecked(check),
    }));
  }

  /** In the order in which they were given. */
  get states(): readonly ComponentState[] {
    return this.#entries.map(({ state }) => state);
  }

  /** Hears of each look, whatever it found. @returns ends the subscription */
  onChecked(listener: ComponentListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Looks at all components at once, but for those that are still being looked at. Never rejects. */
  async refresh(): Promise<void> {
    const idle = this.#entries.filter(({ isUnderWay }) => !isUnderWay);
    await Promise.all(idle.map((entry) => this.#look(entry)));
  }

  async #look(entry: Entry): Promise<void> {
    const { terminus, clock, optionsOf } = this.#parts;
    const { check, attempts } = entry;
    const startedMs = clock.monotonicMs();
    entry.isUnderWay = true;
    const found = await terminus.run(check.name, () => attempts.run(optionsOf(check.name)));
    entry.isUnderWay = false;
    this.#take(entry, found, clock.monotonicMs() - startedMs);
  }

  #take(entry: Entry, found: ComponentReading, latencyMs: number): void {
    const before = entry.state;
    const { name, isCritical } = entry.check;
    entry.state = { ...found, name, isCritical, latencyMs, checkedAt: this.#parts.clock.now() };
    for (const listener of this.#listeners) {
      try {
        listener(entry.state, before);
      } catch (error) {
        this.#parts.onListenerError(error);
      }
    }
  }
}

function notChecked({ name, isCritical }: ComponentCheck): ComponentState {
  const nothing = { status: 'unknown', message: 'not checked yet', metadata: {} } as const;
  return { ...nothing, name, isCritical, latencyMs: null, checkedAt: null };
}
