import type { EpochMs } from '../clock/clock.ts';
import type { HealthRegistry } from '../health/health-registry.ts';
import type { TargetHealth } from '../health/target-health.ts';
import { isDue, type Notice } from '../observations/notice.ts';
import type { ProbeOutcome } from '../probes/prober.ts';

/** Keeps what a probe learnt of a provider and its models beside whether they work, and says what changed. */
export function keepFacts(
  registry: HealthRegistry,
  state: TargetHealth,
  outcome: ProbeOutcome,
  at: EpochMs,
): void {
  noteVersion(registry, state, outcome.version, at);
  noteRun(registry, state, outcome.instanceId, at);
  if (!outcome.observation.ok) return;
  const { capabilities, notices } = outcome;
  const restarted =
    state.restartedAt === null ? {} : { restarted_at: new Date(state.restartedAt).toISOString() };
  state.capabilities = { ...capabilities, ...restarted };
  // A model that retires is shown at its provider, and degrades nobody but itself.
  noteNotices(
    state,
    notices,
    notices.filter(({ model }) => model === null),
    at,
  );
  for (const model of registry.modelsOf(state.target.id)) {
    const own = notices.filter((notice) => notice.model === model.target.model);
    noteNotices(model, own, own, at);
  }
}

function noteVersion(registry: HealthRegistry, state: TargetHealth, to: string | null, at: EpochMs): void {
  const from = state.version;
  if (to === null || to === from) return;
  state.version = to;
  if (from !== null) registry.events.emit('version.changed', { state, from, to, at });
}

function noteRun(registry: HealthRegistry, state: TargetHealth, run: string | null, at: EpochMs): void {
  const before = state.instanceId;
  if (run === null || run === before) return;
  state.instanceId = run;
  if (before === null) return;
  state.restartedAt = at;
  registry.events.emit('target.restarted', { state, at });
}

function noteNotices(
  state: TargetHealth,
  shown: readonly Notice[],
  concerning: readonly Notice[],
  at: EpochMs,
): void {
  state.notices = shown;
  const due = concerning.filter((notice) => isDue(notice, at));
  state.amend({ warnings: due.map(({ code, message }) => ({ code, message })) });
}
