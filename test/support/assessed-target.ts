import { type AssessorSettings, HealthAssessor } from '../../src/health/assessor/health-assessor.ts';
import { type Conditions, NO_CONDITIONS } from '../../src/health/assessor/evidence.ts';
import type { Status, Verdict } from '../../src/health/status.ts';
import { createWindowPool, TargetWindows } from '../../src/health/target-windows.ts';
import type { FailureKind } from '../../src/observations/failure-kind.ts';
import type { Observation } from '../../src/observations/observation.ts';
import { buildObservation, DEFAULT_THRESHOLDS } from './build.ts';

/** One assessor with its windows, fed by hand in virtual time. */
export class AssessedTarget {
  readonly assessor: HealthAssessor;
  readonly windows = new TargetWindows(createWindowPool());
  conditions: Conditions = NO_CONDITIONS;
  nowMs = 1_000_000;

  constructor(overrides: Partial<AssessorSettings> = {}) {
    this.assessor = new HealthAssessor({
      thresholds: DEFAULT_THRESHOLDS,
      intervalMs: 30_000,
      timeoutMs: 10_000,
      resetTimeoutMs: 30_000,
      consecutiveCallFailures: 5,
      isModel: false,
      ...overrides,
    });
  }

  wait(ms: number): this {
    this.nowMs += ms;
    return this;
  }

  observe(overrides: Partial<Observation> = {}): Status {
    const observation = buildObservation({ atMonotonicMs: this.nowMs, ...overrides });
    this.windows.record(observation);
    this.assessor.observe(observation, this.windows);
    return this.status;
  }

  /** `times` checks in a row, a second apart. */
  checks(failure: FailureKind | null, times = 1): Status {
    for (let i = 0; i < times; i++) this.wait(1_000).observe({ failure });
    return this.status;
  }

  /** `times` calls of real traffic, ten milliseconds apart. */
  calls(failure: FailureKind | null, times = 1, overrides: Partial<Observation> = {}): Status {
    for (let i = 0; i < times; i++) {
      this.wait(10).observe({ failure, source: 'traffic', depth: 'traffic', ...overrides });
    }
    return this.status;
  }

  get verdict(): Verdict {
    return this.assessor.assess(this.nowMs, this.windows, this.conditions);
  }

  get status(): Status {
    return this.verdict.status;
  }

  get codes(): string[] {
    return this.verdict.reasons.map(({ code }) => code);
  }
}
