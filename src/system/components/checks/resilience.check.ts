import type { CircuitBreakers, CircuitView } from '../../../breakers/circuit-breakers.ts';
import { ComponentCheck, type ComponentReading, reading } from '../component.ts';

/** The circuits: which let nothing through, how calls do, and when they are tried again. */
export class ResilienceCheck extends ComponentCheck {
  readonly name = 'resilience';
  readonly #circuits: CircuitBreakers;

  constructor(circuits: CircuitBreakers) {
    super();
    this.#circuits = circuits;
  }

  async check(): Promise<ComponentReading> {
    const views = this.#circuits.list();
    const open = views.filter(({ circuit }) => circuit.state === 'open');
    const metadata = {
      circuits: views.length,
      open_circuits: idsOf(open),
      half_open_circuits: idsOf(views.filter(({ circuit }) => circuit.state === 'half_open')),
      forced_circuits: idsOf(views.filter(({ circuit }) => circuit.forced)),
      held_back_circuits: idsOf(views.filter(({ isHeldBack }) => isHeldBack)),
      failure_rates_percent: failureRates(views),
      retry_at: Object.fromEntries(open.map(({ id, circuit }) => [id, isoOf(circuit.retryAt)])),
    };
    if (open.length === 0) return reading('healthy', null, metadata);
    const which = open.length === 1 ? 'the circuit of' : 'the circuits of';
    return reading('degraded', `${which} ${idsOf(open).join(', ')} let nothing through`, metadata);
  }
}

function idsOf(views: readonly CircuitView[]): string[] {
  return views.map(({ id }) => id);
}

/** Of calls, where there were any. */
function failureRates(views: readonly CircuitView[]): Record<string, number> {
  const called = views.filter(({ tally }) => tally.calls > 0);
  return Object.fromEntries(
    called.map(({ id, tally }) => [id, Math.round((tally.failures / tally.calls) * 1_000) / 10]),
  );
}

function isoOf(epochMs: number | null): string | null {
  return epochMs === null ? null : new Date(epochMs).toISOString();
}
