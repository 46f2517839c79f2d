import fc from 'fast-check';
import { AssessedTarget } from '../../../test/support/assessed-target.ts';
import { DEFAULT_THRESHOLDS } from '../../../test/support/build.ts';
import { type Condition, ReferenceHealth } from '../../../test/support/reference-health.ts';
import { effectOf, FAILURE_KINDS, type FailureKind } from '../../observations/failure-kind.ts';
import type { Depth } from '../../observations/observation.ts';
import { type Conditions, NO_CONDITIONS } from './evidence.ts';

interface Step {
  readonly waitMs: number;
  /** How much older than now the observation is. */
  readonly agedMs: number;
  readonly failure: FailureKind | null;
  readonly retryAfterMs: number;
  readonly latencyMs: number;
  readonly depth: Depth;
}

const DEPTHS = ['reach', 'auth', 'generate', 'traffic', 'guard', 'trace'] as const;
const CALLER_FAULTS = FAILURE_KINDS.filter((kind) => effectOf(kind) === 'ignored');
/** Error rates need more than anybody will ever observe: they are left aside. */
const NO_RATES = { thresholds: { ...DEFAULT_THRESHOLDS, minVolume: 1e9 } };

const anyDepth = fc.constantFrom<Depth>(...DEPTHS);
const anyFailure = fc.oneof(
  { weight: 4, arbitrary: fc.constant(null) },
  { weight: 3, arbitrary: fc.constantFrom<FailureKind>('server_error', 'timeout') },
  { weight: 3, arbitrary: fc.constantFrom<FailureKind>(...FAILURE_KINDS) },
);
const anyWait = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1_000, max: 40_000 }) },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 2_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 40_000, max: 400_000 }) },
);

function steps(differing: { depth?: fc.Arbitrary<Depth>; failure?: fc.Arbitrary<FailureKind | null> } = {}) {
  const step: fc.Arbitrary<Step> = fc.record({
    waitMs: anyWait,
    agedMs: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(60_000) }),
    failure: differing.failure ?? anyFailure,
    retryAfterMs: fc.integer({ min: 0, max: 90_000 }),
    latencyMs: fc.oneof(fc.constant(100), fc.integer({ min: 1, max: 9_000 })),
    depth: differing.depth ?? anyDepth,
  });
  return fc.array(step, { minLength: 1, maxLength: 60 });
}

function take(target: AssessedTarget, step: Step): void {
  const { agedMs, failure, retryAfterMs, latencyMs, depth } = step;
  const source = depth === 'reach' || depth === 'auth' || depth === 'generate' ? 'probe' : depth;
  const atMonotonicMs = target.nowMs - agedMs;
  target.observe({ failure, retryAfterMs, latencyMs, depth, source, atMonotonicMs });
}

const CONDITIONS: Record<Condition, Conditions> = {
  none: NO_CONDITIONS,
  paused: { ...NO_CONDITIONS, isPaused: true },
  disabled: { ...NO_CONDITIONS, isDisabled: true },
  egress_down: { ...NO_CONDITIONS, egress: 'down' },
};

describe('the assessor against a naive reading of the contract', () => {
  const anyCondition = fc.oneof(
    { weight: 9, arbitrary: fc.constant<Condition>('none') },
    { weight: 1, arbitrary: fc.constantFrom<Condition>('paused', 'disabled', 'egress_down') },
  );

  it.each(['reach', 'auth', 'generate'] as const)(
    'agrees on every status for observations of depth %s',
    (depth) => {
      const looks = fc.array(fc.record({ condition: anyCondition, waitMs: fc.nat(120_000) }), {
        minLength: 60,
        maxLength: 60,
      });
      fc.assert(
        fc.property(steps({ depth: fc.constant(depth) }), looks, (story, conditions) => {
          const target = new AssessedTarget({ ...NO_RATES, isModel: true });
          const reference = new ReferenceHealth();
          // A call enters the ring of results at most once a second, so each comes on time and a second after another.
          const isCall = depth === 'generate';
          for (const [i, { agedMs, ...rest }] of story.entries()) {
            const step = { ...rest, agedMs: isCall ? 0 : agedMs };
            const { condition, waitMs } = conditions[i]!;
            target.wait(isCall ? Math.max(step.waitMs, 1_000) : step.waitMs);
            reference.condition = condition;
            target.conditions = CONDITIONS[condition];
            reference.observe(step.failure, target.nowMs - step.agedMs, step.retryAfterMs);
            take(target, { ...step, latencyMs: 100 });
            expect(target.status).toBe(reference.status(target.nowMs));
            target.wait(waitMs);
            expect(target.status).toBe(reference.status(target.nowMs));
          }
        }),
        { numRuns: 400 },
      );
    },
  );
});

describe('whatever is observed', () => {
  it('is healthy exactly when there is no reason against it', () => {
    fc.assert(
      fc.property(steps(), (story) => {
        const target = new AssessedTarget();
        for (const step of story) {
          take(target.wait(step.waitMs), step);
          const { status, reasons, blame } = target.verdict;
          expect(status === 'healthy').toBe(reasons.length === 0);
          if (status === 'healthy') expect(blame).toBeNull();
        }
      }),
    );
  });

  it('is unhealthy only after enough failures of the provider, or two faults of the account', () => {
    fc.assert(
      fc.property(steps(), (story) => {
        const target = new AssessedTarget();
        let failures = 0;
        let accountFaults = 0;
        for (const step of story) {
          const effect = step.failure === null ? null : effectOf(step.failure);
          if (effect === 'failure') failures++;
          if (effect === 'unusable') accountFaults++;
          take(target.wait(step.waitMs), step);
          const isExplained = failures >= 3 || accountFaults >= 2;
          expect(target.status !== 'unhealthy' || isExplained).toBe(true);
        }
      }),
    );
  });

  it('blames the account only for what is the account’s', () => {
    fc.assert(
      fc.property(steps(), (story) => {
        const target = new AssessedTarget();
        for (const step of story) {
          take(target.wait(step.waitMs), step);
          const { status, blame, reasons } = target.verdict;
          if (status !== 'unhealthy') continue;
          const isAccount = ['auth', 'permission', 'quota_exhausted', 'model_unavailable'].includes(
            reasons[0]!.code,
          );
          expect(blame).toBe(isAccount ? 'account' : 'provider');
        }
      }),
    );
  });

  it('is never worse than healthy by faults of the caller', () => {
    const failure = fc.constantFrom<FailureKind | null>(null, ...CALLER_FAULTS);
    fc.assert(
      fc.property(steps({ failure }), (story) => {
        const target = new AssessedTarget();
        for (const step of story) {
          take(target.wait(step.waitMs), { ...step, latencyMs: 100 });
          expect(['healthy', 'unknown']).toContain(target.status);
        }
      }),
    );
  });

  it('is healthy again once all that lies behind it and checks and calls succeed', () => {
    fc.assert(
      fc.property(steps(), (story) => {
        const target = new AssessedTarget();
        for (const step of story) take(target.wait(step.waitMs), step);
        target.wait(310_000);
        for (let i = 0; i < 20; i++) {
          target.wait(5_000).observe();
          target.observe({ depth: 'traffic', source: 'traffic' });
        }
        expect(target.verdict).toMatchObject({ status: 'healthy', reasons: [] });
      }),
    );
  });

  it('is healthy again by the deepest evidence alone', () => {
    fc.assert(
      fc.property(steps(), (story) => {
        const target = new AssessedTarget();
        for (const step of story) take(target.wait(step.waitMs), step);
        target.wait(310_000);
        for (let i = 0; i < 25; i++) target.wait(5_000).observe({ depth: 'traffic', source: 'traffic' });
        expect(target.verdict).toMatchObject({ status: 'healthy', reasons: [] });
      }),
    );
  });
});

describe('how often somebody looks', () => {
  const pauses = fc.array(fc.nat(999), { minLength: 60, maxLength: 60 });

  /** Statuses at every observation and every second, as the contract has it; `extraMs` looks once more in between. */
  function statusesOf(story: readonly Step[], extraMs: readonly number[] | null): string[] {
    const target = new AssessedTarget();
    return story.flatMap((step, i) => {
      const seen: string[] = [];
      for (let leftMs = step.waitMs; leftMs > 0; leftMs -= 1_000) {
        const stepMs = Math.min(leftMs, 1_000);
        const atMs = Math.min(extraMs?.[i] ?? 0, stepMs);
        if (extraMs !== null) void target.wait(atMs).verdict;
        seen.push(target.wait(stepMs - (extraMs === null ? 0 : atMs)).status);
      }
      take(target, step);
      if (extraMs !== null) void target.verdict;
      return [...seen, JSON.stringify(target.verdict)];
    });
  }

  it('changes nothing, given a look at every observation and every second', () => {
    fc.assert(
      fc.property(steps(), pauses, (story, extraMs) => {
        expect(statusesOf(story, extraMs)).toEqual(statusesOf(story, null));
      }),
      { numRuns: 60 },
    );
  });

  it('changes nothing at all where no threshold with hysteresis is involved', () => {
    fc.assert(
      fc.property(steps({ depth: fc.constant('auth') }), pauses, (story, extraMs) => {
        const often = new AssessedTarget(NO_RATES);
        const seldom = new AssessedTarget(NO_RATES);
        for (const [i, step] of story.entries()) {
          void often.wait(Math.min(extraMs[i]!, step.waitMs)).verdict;
          often.wait(step.waitMs - Math.min(extraMs[i]!, step.waitMs));
          take(often, step);
          take(seldom.wait(step.waitMs), step);
          expect(often.verdict).toEqual(seldom.verdict);
        }
      }),
    );
  });
});
