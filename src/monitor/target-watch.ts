import type { Clock } from '../clock/clock.ts';
import type { EgressWatch } from '../health/egress/egress-watch.ts';
import type { HealthRegistry } from '../health/health-registry.ts';
import type { Settings } from '../settings/settings.ts';
import type { Target } from '../targets/target.ts';
import type { ObservationPipeline } from './observation-pipeline.ts';
import type { ProbeRunner } from './probe-runner.ts';
import type { ProbeSchedule } from './probe-schedule.ts';

interface Parts {
  readonly registry: HealthRegistry;
  readonly pipeline: ObservationPipeline;
  readonly schedule: ProbeSchedule;
  readonly runner: ProbeRunner;
  readonly egress: EgressWatch;
}

/** What else follows the settings. */
export interface TargetsFollower {
  apply(targets: readonly Target[], settings: Settings): void;
}

/** Brings what is watched and what is probed in line with the settings, at the start and at every reload. */
export class TargetWatch {
  readonly #parts: Parts;
  readonly #clock: Clock;
  readonly #followers: TargetsFollower[] = [];

  constructor(parts: Parts, clock: Clock) {
    this.#parts = parts;
    this.#clock = clock;
  }

  /** Whatever is applied here is applied to the follower after. */
  lead(follower: TargetsFollower): void {
    this.#followers.push(follower);
  }

  apply(targets: readonly Target[], settings: Settings): void {
    const { registry, pipeline, schedule, runner, egress } = this.#parts;
    registry.watch(targets);
    egress.watch(targets, settings.egress.enabled && settings.monitoring.enabled);
    for (const state of registry.all()) {
      const { target, conditions } = state;
      const models = new Set(registry.modelsOf(target.id).map((model) => model.target.model));
      state.amend({
        isPaused: !settings.monitoring.enabled,
        isDisabled: !target.provider.enabled,
        egress: target.isExternal ? egress.state : 'ok',
        unhealthyModels: conditions.unhealthyModels.filter((name) => models.has(name)),
      });
      pipeline.reassess(state);
    }
    const probed = settings.monitoring.enabled ? targets.filter(isProbed) : [];
    schedule.set(
      probed.map(({ id, provider }) => ({ id, intervalMs: provider.intervalMs })),
      this.#clock.monotonicMs(),
    );
    runner.keepOnly(new Set(probed.map(({ id }) => id)));
    for (const follower of this.#followers) follower.apply(targets, settings);
  }
}

/** Models are read off their provider's list, and need no probe of their own. */
function isProbed(target: Target): boolean {
  return target.model === null && target.provider.enabled && target.isAdopted !== true;
}
