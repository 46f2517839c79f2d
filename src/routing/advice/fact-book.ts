import type { Clock, MonotonicMs } from '../../clock/clock.ts';
import type { HealthRegistry } from '../../health/health-registry.ts';
import type { MaintenanceWindow, MaintenanceWindows } from '../../health/maintenance-windows.ts';
import type { TargetHealth } from '../../health/target-health.ts';
import { SlowStarts } from './slow-start.ts';
import { readFacts, sameFacts, sameWindow, type TargetFacts } from './target-facts.ts';

interface Parts {
  readonly registry: HealthRegistry;
  readonly maintenance: MaintenanceWindows;
  readonly clock: Clock;
  readonly slowStartMs: () => number;
}

/** What is known of every target for advice, read anew only where something has changed. */
export class FactBook {
  readonly #parts: Parts;
  readonly #facts = new Map<string, TargetFacts>();
  readonly #slowStarts = new SlowStarts();
  readonly #stale = new Set<TargetHealth>();
  /** When the facts of a target next change by time alone. */
  readonly #changesAtMs = new Map<string, MonotonicMs>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get(id: string): TargetFacts | undefined {
    return this.#facts.get(id);
  }

  /** Something of it has changed, and of its models with it; true where that must show at once. */
  note(state: TargetHealth): boolean {
    this.#stale.add(state);
    if (state.target.model === null) {
      for (const model of this.#parts.registry.modelsOf(state.target.id)) this.#stale.add(model);
    }
    return isTurn(state, this.#facts.get(state.target.id));
  }

  noteAll(): void {
    for (const state of this.#parts.registry.all()) this.#stale.add(state);
  }

  forget(state: TargetHealth): void {
    const { id } = state.target;
    this.#stale.delete(state);
    this.#facts.delete(id);
    this.#changesAtMs.delete(id);
    this.#slowStarts.forget(id);
  }

  /** Time passes: limits end, those who come back ramp up, maintenance begins and ends. Once a second. */
  noteTime(): void {
    const { registry, clock } = this.#parts;
    const nowMs = clock.monotonicMs();
    for (const state of registry.all()) {
      const { id } = state.target;
      const isDue = nowMs >= (this.#changesAtMs.get(id) ?? Infinity);
      if (isDue || this.#slowStarts.isRamping(id) || this.#hasMaintenanceChanged(state))
        this.#stale.add(state);
    }
  }

  /** Reads what has changed; the ids of those of whom it makes a difference. */
  refresh(): ReadonlySet<string> {
    const changed = new Set<string>();
    for (const state of this.#stale) {
      const { id } = state.target;
      const before = this.#facts.get(id);
      const now = this.#read(state);
      if (before !== undefined && sameFacts(before, now)) continue;
      this.#facts.set(id, now);
      changed.add(id);
    }
    this.#stale.clear();
    return changed;
  }

  #read(state: TargetHealth): TargetFacts {
    const { registry, clock, slowStartMs } = this.#parts;
    const { id, provider } = state.target;
    const nowMs = clock.monotonicMs();
    this.#changesAtMs.set(id, state.assessor.limits.nextChangeAt(nowMs));
    return readFacts(state, registry.get(provider.id) ?? state, nowMs, {
      maintenance: this.#maintenanceOf(state),
      slowStart: (availability) => this.#slowStarts.factor(id, availability, nowMs, slowStartMs()),
    });
  }

  #maintenanceOf({ target }: TargetHealth): MaintenanceWindow | null {
    const { maintenance, clock } = this.#parts;
    return maintenance.openFor(target, clock.now());
  }

  #hasMaintenanceChanged(state: TargetHealth): boolean {
    const known = this.#facts.get(state.target.id)?.maintenance ?? null;
    return !sameWindow(known, this.#maintenanceOf(state));
  }
}

/** Whether calls should go elsewhere than before, and not only a little more or less often. */
function isTurn(state: TargetHealth, known: TargetFacts | undefined): boolean {
  if (known === undefined) return true;
  const { verdict, circuit, target, conditions, assessor } = state;
  if (known.target !== target || known.isStarting !== conditions.isStarting) return true;
  if (known.circuit.state !== circuit.state || known.circuit.forced !== circuit.forced) return true;
  const isWaiting = assessor.limits.isWaitTold && assessor.limits.limitedUntil !== known.waitsUntil;
  return known.status !== verdict.status || (isWaiting && verdict.status === 'degraded');
}
