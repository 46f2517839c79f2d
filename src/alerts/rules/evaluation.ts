import type { Clock, EpochMs } from '../../clock/clock.ts';
import type { HealthRegistry } from '../../health/health-registry.ts';
import type { TargetHealth } from '../../health/target-health.ts';
import type { AlertRuleName, RuleSettings } from '../../settings/alert-rules.ts';
import type { BurnLedger } from '../burn/burn-ledger.ts';
import type { AlertBook } from '../lifecycle/alert-book.ts';
import type { AlertRecord } from '../lifecycle/alert-record.ts';
import { miss, see, type Sighting, type Transition } from '../lifecycle/alert-lifecycle.ts';
import { failureEvidence } from './evidence.ts';
import type { Finding, Found, TargetView, WorldView } from './finding.ts';
import type { LatencyShift } from './latency-shift.ts';
import type { OwnComponents } from './own-components.ts';
import type { RuleBook } from './rule-book.ts';
import { TARGET_RULES, WORLD_RULES } from './rules.list.ts';

export interface EvaluationParts {
  readonly registry: HealthRegistry;
  readonly clock: Clock;
  readonly book: AlertBook;
  readonly burn: BurnLedger;
  readonly components: OwnComponents;
  readonly egress: () => WorldView['egress'];
  readonly latencyShift: (state: TargetHealth) => LatencyShift | null;
}

export type Heard = (record: AlertRecord, transition: Transition) => void;

/** Holds every rule against a target, and tells the lifecycle what it found. Reads what the API shows, and no more. */
export class Evaluation {
  readonly #parts: EvaluationParts;
  readonly #heard: Heard;

  constructor(parts: EvaluationParts, heard: Heard) {
    this.#parts = parts;
    this.#heard = heard;
  }

  target(state: TargetHealth, rules: RuleBook, now: EpochMs): void {
    const { registry, clock, book, burn } = this.#parts;
    const { id, provider, model } = state.target;
    const inForce = rules.of(state.target);
    const open = book.of(id);
    const view: TargetView = {
      state,
      models: model === null && provider.enabled ? registry.modelsOf(provider.id) : NO_MODELS,
      now,
      nowMs: clock.monotonicMs(),
      burn: burn.of(state),
      latencyShift: state.trend === 'degrading' ? this.#parts.latencyShift(state) : null,
      isFiring: (rule) => open.size > 0 && (book.find(id, rule, '')?.isFiring ?? false),
    };
    for (const rule of TARGET_RULES) {
      const settings = inForce[rule.name];
      const found = settings.enabled && provider.enabled ? rule.find(view, settings) : NOTHING_FOUND;
      if (found === 'unknown' || (found.length === 0 && open.size === 0)) continue;
      this.#apply({ rule: rule.name, state, settings, found }, now);
    }
  }

  world(rules: RuleBook, now: EpochMs): void {
    const { registry, components, egress } = this.#parts;
    const inForce = rules.of(null);
    let externalCount = 0;
    const isDown = egress() === 'down';
    if (isDown) for (const { target } of registry.all()) if (target.isExternal) externalCount++;
    const view: WorldView = { now, egress: egress(), externalCount, components };
    for (const rule of WORLD_RULES) {
      const settings = inForce[rule.name];
      const found = settings.enabled ? rule.find(view, settings) : NOTHING_FOUND;
      this.#apply({ rule: rule.name, state: null, settings, found }, now);
    }
  }

  #apply({ rule, state, settings, found }: Outcome, now: EpochMs): void {
    if (found === 'unknown') return;
    const { book } = this.#parts;
    const targetId = state?.target.id ?? null;
    for (const finding of found) {
      const record = book.open({ rule, targetId, instance: finding.instance });
      this.#heard(record, see(record, sightingOf(finding, state, settings), now));
    }
    for (const record of book.of(targetId)) {
      if (record.subject.rule !== rule || !record.isOpen) continue;
      if (found.some(({ instance }) => instance === record.subject.instance)) continue;
      this.#heard(record, miss(record, now));
    }
  }
}

interface Outcome {
  readonly rule: AlertRuleName;
  readonly state: TargetHealth | null;
  readonly settings: RuleSettings;
  readonly found: Found;
}

const NO_MODELS: readonly TargetHealth[] = [];
const NOTHING_FOUND: readonly Finding[] = [];

function sightingOf(finding: Finding, state: TargetHealth | null, settings: RuleSettings): Sighting {
  const failures = state === null ? [] : failureEvidence(state);
  return {
    finding,
    status: state?.verdict.status ?? null,
    tags: state?.target.provider.tags ?? [],
    evidence: [...(finding.evidence ?? []), ...failures],
    forMs: settings.forMs,
    keepFiringForMs: settings.keepFiringForMs,
  };
}
