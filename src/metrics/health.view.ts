import type { EpochMs } from '../clock/clock.ts';
import type { EgressState } from '../health/egress/egress-watch.ts';
import type { TargetHealth } from '../health/target-health.ts';

/** The health of all targets, in the words of the metrics. */
export function healthView(states: readonly TargetHealth[], egress: EgressState, now: EpochMs) {
  return { timestamp: iso(now), egress, summary: summaryOf(states), targets: states.map(targetView) };
}

function summaryOf(states: readonly TargetHealth[]) {
  const summary = { total: 0, healthy: 0, degraded: 0, unhealthy: 0, unknown: 0, disabled: 0 };
  for (const { target, verdict } of states) {
    summary.total++;
    summary[target.provider.enabled ? verdict.status : 'disabled']++;
  }
  return summary;
}

function targetView(state: TargetHealth) {
  const { target, verdict, circuit } = state;
  return {
    target: target.id,
    provider: target.provider.id,
    model: target.model,
    enabled: target.provider.enabled,
    critical: target.provider.critical,
    status: verdict.status,
    since: iso(state.since),
    usable: state.isUsable,
    reasons: verdict.reasons,
    blame: verdict.blame,
    consecutive_failures: state.assessor.consecutiveFailures,
    circuit: circuit.state,
    last_check_at: isoOrNull(state.lastCheck?.at ?? null),
    last_success_at: isoOrNull(state.lastSuccessAt),
  };
}

function iso(atMs: EpochMs): string {
  return new Date(atMs).toISOString();
}

function isoOrNull(atMs: EpochMs | null): string | null {
  return atMs === null ? null : iso(atMs);
}
