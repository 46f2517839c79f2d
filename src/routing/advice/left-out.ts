import type { EpochMs } from '../../clock/clock.ts';
import type { LeftOut } from './advice.ts';
import type { Mismatch } from './filters.ts';
import type { TargetFacts } from './target-facts.ts';

/** Why nobody should call it now; null where calls may go to it. What is asked for comes first, then who decided. */
export function leftOutOf(facts: TargetFacts, mismatch: Mismatch | null): LeftOut | null {
  if (mismatch !== null) return leftOut('filter_mismatch', mismatch.detail);
  if (!facts.target.provider.enabled) return leftOut('disabled', 'disabled in the settings');
  if (facts.maintenance !== null) {
    return leftOut('maintenance', facts.maintenance.comment, facts.maintenance.until);
  }
  const { circuit } = facts;
  if (circuit.state === 'open') {
    return leftOut('circuit_open', circuit.reason ?? facts.message, circuit.retryAt ?? circuit.forcedUntil);
  }
  if (facts.isStarting) return leftOut('starting', facts.message);
  if (facts.status === 'unhealthy') return leftOut('unhealthy', facts.message);
  return null;
}

function leftOut(reason: LeftOut['reason'], detail: string | null, retryAt: EpochMs | null = null): LeftOut {
  return { reason, detail, retryAt };
}

/**
 * How likely a call would go through all the same, for the order of last resorts; chosen, only the order matters. Null
 * for what no emergency makes usable: what the caller does not want, and what the operator took out.
 */
export function resortFactor(facts: TargetFacts, { reason }: LeftOut): number | null {
  switch (reason) {
    case 'filter_mismatch':
    case 'disabled':
    case 'maintenance':
      return null;
    case 'circuit_open':
      if (facts.circuit.forced) return null;
      // What refuses our key refuses every call.
      return isAccountFault(facts) ? ACCOUNT_FAULT : 0.02;
    case 'starting':
      return 0.01;
    case 'unhealthy':
      return isAccountFault(facts) ? ACCOUNT_FAULT : 0.05;
  }
}

/** Of those beside whom there is nobody at all: as they stand, but for those who fail. */
export function hopeFactor(facts: TargetFacts): number | null {
  if (facts.status !== 'unhealthy') return null;
  return isAccountFault(facts) ? ACCOUNT_FAULT : 0.05;
}

const ACCOUNT_FAULT = 0.001;

/** An expired key, an empty balance: calls fail for sure, and the provider is well. */
export function isAccountFault({ status, blame }: TargetFacts): boolean {
  return status === 'unhealthy' && blame === 'account';
}

/** It is out because it fails, and not because somebody wants it so, or has not paid. */
export function isEjectedByHealth(facts: TargetFacts, { reason }: LeftOut): boolean {
  if (reason === 'circuit_open') return !facts.circuit.forced && !isAccountFault(facts);
  return reason === 'unhealthy' && !isAccountFault(facts);
}
