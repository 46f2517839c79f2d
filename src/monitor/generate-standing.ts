import { Logger } from '@nestjs/common';
import type { Clock } from '../clock/clock.ts';
import type { GenerateHealth, GenerateState } from '../health/generate-health.ts';
import type { HealthRegistry } from '../health/health-registry.ts';
import type { TargetHealth } from '../health/target-health.ts';
import type { SpendLedger } from '../probes/generate/spend-ledger.ts';
import type { GenerateSettings } from '../settings/settings.ts';
import type { GenerateWatch } from './generate-watch.ts';
import type { ProbeSchedule } from './probe-schedule.ts';

interface Parts {
  readonly registry: HealthRegistry;
  readonly schedule: ProbeSchedule;
  readonly ledger: SpendLedger;
}

export interface Standing {
  readonly state: GenerateState;
  readonly note: string | null;
}

/** Of the others nobody knows when they will: an outage must not wait for them. */
const CAN_RUN: ReadonlySet<GenerateState> = new Set(['active', 'suppressed_by_traffic']);

export const ACTIVE: Standing = { state: 'active', note: null };

const NEVER_ASKED = { last: null, lastFinishReason: null } as const;

/** Shows how the generate probes stand, where the rest of a target's health is. */
export class GenerateStandings {
  readonly #parts: Parts;
  readonly #clock: Clock;
  readonly #log = new Logger('generate');

  constructor(parts: Parts, clock: Clock) {
    this.#parts = parts;
    this.#clock = clock;
  }

  /** Without a standing it keeps the one that it has. */
  show({ target, settings, last }: GenerateWatch, standing?: Standing): void {
    const state = this.#parts.registry.get(target.id);
    if (state === undefined) return;
    const { state: shown = 'active', note = null } = standing ?? state.generate ?? {};
    const wasOff = standing === undefined && shown === 'off';
    const kept = wasOff ? ACTIVE : { state: shown, note };
    this.#publish(state, { ...this.#figures(target.id, settings), ...kept, ...last });
  }

  /** Configured, and not possible. */
  showOff(state: TargetHealth, settings: GenerateSettings, note: string): void {
    const { last, lastFinishReason } = state.generate ?? NEVER_ASKED;
    const figures = this.#figures(state.target.id, settings);
    this.#publish(state, { ...figures, state: 'off', note, last, lastFinishReason, nextAt: null });
  }

  conceal(state: TargetHealth): void {
    if (state.generate === null) return;
    state.generate = null;
    this.#tellAssessors(state, null);
    this.#parts.registry.touch(state);
  }

  /** While such probes can run, they alone or real calls end an outage that calls opened. */
  #tellAssessors(state: TargetHealth, generate: GenerateHealth | null): void {
    const isGenerateProbed = generate !== null && CAN_RUN.has(generate.state);
    state.amend({ isGenerateProbed });
    for (const model of this.#parts.registry.modelsOf(state.target.id)) {
      model.amend({ isGenerateProbed: isGenerateProbed && model.target.model === generate.model });
    }
  }

  #figures(targetId: string, { model, budgetUsdPerDay }: GenerateSettings) {
    const now = this.#clock.now();
    const { usd, calls } = this.#parts.ledger.of(targetId, now);
    const dueMs = this.#parts.schedule.nextMs(targetId);
    const nextAt = dueMs === null ? null : Math.round(now + Math.max(0, dueMs - this.#clock.monotonicMs()));
    return { model, budgetUsdPerDay, spentUsdToday: usd, callsToday: calls, nextAt };
  }

  #publish(state: TargetHealth, to: GenerateHealth): void {
    const from = state.generate;
    state.generate = to;
    this.#tellAssessors(state, to);
    this.#parts.registry.touch(state);
    if (to.state !== 'budget_exhausted' || from?.state === 'budget_exhausted') return;
    const { spentUsdToday: spent_usd_today, budgetUsdPerDay: budget_usd_per_day } = to;
    const facts = { target_id: state.target.id, spent_usd_today, budget_usd_per_day };
    this.#log.log(facts, 'generate probes stopped, their budget of the day is used up');
  }
}
