import type { MonotonicMs } from '../../clock/clock.ts';
import type { Notice } from '../../observations/notice.ts';
import type { Observation } from '../../observations/observation.ts';
import { WINDOW_NAMES, type WindowName } from '../../statistics/windows.ts';
import type { CircuitState } from '../circuit-state.ts';
import type { GenerateHealth } from '../generate-health.ts';
import type { TargetHealth } from '../target-health.ts';
import { statusPageView } from './status-page.view.ts';
import { type CallWindowView, callWindowView, round, type WindowView, windowView } from './window.view.ts';

/** One target at a glance, as `/health/integration` lists it. */
export function providerView(state: TargetHealth, models: readonly TargetHealth[], nowMs: MonotonicMs) {
  const { target, verdict } = state;
  const { provider } = target;
  return {
    id: target.id,
    name: target.name,
    kind: provider.kind,
    critical: provider.critical,
    enabled: provider.enabled,
    adopted: target.isAdopted === true,
    status: verdict.status,
    since: iso(state.since),
    reasons: verdict.reasons,
    notices: state.notices.map(noticeView),
    blame: verdict.blame,
    usable: state.isUsable,
    probe_level: target.probeLevel,
    interval_seconds: provider.intervalMs / 1_000,
    last_check: state.lastCheck === null ? null : checkView(state.lastCheck),
    last_success_at: isoOrNull(state.lastSuccessAt),
    consecutive_failures: state.assessor.consecutiveFailures,
    version: state.version,
    capabilities: state.capabilities,
    rate_limit: rateLimitView(state),
    windows: checkWindows(state, nowMs),
    call_windows: callWindows(state, nowMs),
    generate: generateView(state.generate),
    availability_percent: state.standing?.availabilityPercent ?? { '1h': null, '24h': null },
    circuit: circuitView(state.circuit),
    status_page: statusPageView(state.statusPage),
    trend: state.trend,
    tags: provider.tags,
    models: models.map(modelView),
  };
}

/** One target in full. */
export function providerDetailView(state: TargetHealth, models: readonly TargetHealth[], nowMs: MonotonicMs) {
  return {
    ...providerView(state, models, nowMs),
    uptime_percent: state.standing?.uptimePercent ?? { '1h': null, '24h': null, '7d': null, '30d': null },
    guarded_calls: state.guarded,
    evidence: state.recentFailures.newestFirst().map(checkView),
    recent_checks: state.recentChecks.newestFirst().map(checkView),
  };
}

export function checkView(check: Observation) {
  return {
    at: iso(check.at),
    ok: check.ok,
    failure: check.failure,
    http_status: check.httpStatus,
    latency_ms: check.latencyMs === null ? null : round(check.latencyMs),
    request_id: check.requestId,
    level: check.depth,
    detail: check.detail,
  };
}

/** To a hundred-thousandth of a cent. */
const USD_DECIMALS = 7;

function generateView(generate: GenerateHealth | null) {
  if (generate === null) return null;
  const { last, lastFinishReason } = generate;
  return {
    model: generate.model,
    state: generate.state,
    note: generate.note,
    budget_usd_per_day: generate.budgetUsdPerDay,
    spent_usd_today: Number(generate.spentUsdToday.toFixed(USD_DECIMALS)),
    calls_today: generate.callsToday,
    last: last === null ? null : generateCheckView(last, lastFinishReason),
    next_at: isoOrNull(generate.nextAt),
  };
}

function generateCheckView(last: Observation, finishReason: string | null) {
  return {
    ...checkView(last),
    ttft_ms: last.ttftMs === null ? null : round(last.ttftMs),
    output_tokens: last.outputTokens,
    finish_reason: finishReason,
  };
}

export function circuitView(circuit: CircuitState) {
  return {
    state: circuit.state,
    opened_at: isoOrNull(circuit.openedAt),
    retry_at: isoOrNull(circuit.retryAt),
    forced: circuit.forced,
    reason: circuit.reason,
  };
}

function noticeView({ code, message, at, model }: Notice) {
  return { code, message, at: isoOrNull(at), model };
}

function modelView(state: TargetHealth) {
  const { target, verdict, since } = state;
  return {
    id: target.id,
    model: target.model!,
    status: verdict.status,
    since: iso(since),
    reasons: verdict.reasons,
    notices: state.notices.map(noticeView),
    blame: verdict.blame,
    usable: state.isUsable,
  };
}

function rateLimitView({ rateLimit }: TargetHealth) {
  if (rateLimit === null) return null;
  return {
    remaining_requests: rateLimit.remainingRequests,
    limit_requests: rateLimit.limitRequests,
    remaining_tokens: rateLimit.remainingTokens,
    limit_tokens: rateLimit.limitTokens,
    resets_at: isoOrNull(rateLimit.resetsAt),
  };
}

function checkWindows(state: TargetHealth, nowMs: MonotonicMs): Record<WindowName, WindowView> {
  return perWindow((window) => windowView(state.windows.checks(window, nowMs)));
}

function callWindows(state: TargetHealth, nowMs: MonotonicMs): Record<WindowName, CallWindowView> {
  return perWindow((window) => callWindowView(state.windows.calls(window, nowMs)));
}

function perWindow<V>(view: (window: WindowName) => V): Record<WindowName, V> {
  return Object.fromEntries(WINDOW_NAMES.map((name) => [name, view(name)])) as Record<WindowName, V>;
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

function isoOrNull(epochMs: number | null): string | null {
  return epochMs === null ? null : iso(epochMs);
}
