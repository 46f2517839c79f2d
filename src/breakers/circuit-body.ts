import type { EpochMs } from '../clock/clock.ts';
import { CALL_WINDOW_MS, type CallTally } from './call-window.ts';
import type { CircuitView } from './circuit-breakers.ts';
import type { CircuitBody } from './circuits.schema.ts';

/** A circuit as the API tells it. */
export function circuitBody({ id, circuit, tally, ...view }: CircuitView): CircuitBody {
  return {
    id,
    state: circuit.state,
    opened_at: isoOf(circuit.openedAt),
    retry_at: isoOf(circuit.retryAt),
    forced: circuit.forced,
    forced_until: isoOf(circuit.forcedUntil),
    reason: circuit.reason,
    held_back: view.isHeldBack,
    consecutive_failures: view.consecutiveFailures,
    reopenings: view.reopenings,
    stats: {
      window_seconds: CALL_WINDOW_MS / 1000,
      calls: tally.calls,
      failures: tally.failures,
      slow_calls: tally.slowCalls,
      error_rate_percent: percentOf(tally.failures, tally),
      slow_call_rate_percent: percentOf(tally.slowCalls, tally),
    },
  };
}

function isoOf(at: EpochMs | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

/** To a tenth; null without calls. */
function percentOf(part: number, { calls }: CallTally): number | null {
  return calls === 0 ? null : Math.round((1000 * part) / calls) / 10;
}
