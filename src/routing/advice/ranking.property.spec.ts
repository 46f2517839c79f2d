import fc from 'fast-check';
import { buildTarget } from '../../../test/support/build.ts';
import { CLOSED_CIRCUIT, type CircuitState } from '../../health/circuit-state.ts';
import type { Status } from '../../health/status.ts';
import { STRATEGIES, type Strategy } from '../../settings/routing-settings.ts';
import { rank, type RankingRequest } from './ranking.ts';
import type { TargetFacts } from './target-facts.ts';
import { WeightedPick } from './weighted-pick.ts';

const STATUSES: readonly Status[] = ['healthy', 'degraded', 'unhealthy', 'unknown'];
/** From the best to the worst. */
const BY_MERIT: readonly Status[] = ['healthy', 'unknown', 'degraded', 'unhealthy'];
const OPEN: CircuitState = { ...CLOSED_CIRCUIT, state: 'open', retryAt: 1, reason: 'x' };

interface Given {
  readonly enabled: boolean;
  readonly weight: number;
  readonly status: Status;
  readonly blame: 'provider' | 'account';
  readonly isOpen: boolean;
  readonly isForced: boolean;
  readonly isStarting: boolean;
  readonly isMaintained: boolean;
  readonly p95Ms: number | null;
  readonly headroom: number;
  readonly slowStart: number;
  readonly isExcluded: boolean;
}

function factsOf(given: Given, i: number): TargetFacts {
  const { enabled, weight, status, blame, isOpen, isForced, isStarting, isMaintained, p95Ms } = given;
  return {
    target: buildTarget({ settings: { id: `t${i}`, enabled, weight } }),
    status,
    blame: status === 'unhealthy' ? blame : null,
    reason: null,
    message: null,
    isStarting,
    circuit: isOpen ? { ...OPEN, forced: isForced } : CLOSED_CIRCUIT,
    p95: p95Ms === null ? null : { ms: p95Ms, of: i % 2 === 0 ? 'calls' : 'checks' },
    headroom: given.headroom,
    waitsUntil: null,
    slowStart: given.slowStart,
    maintenance: isMaintained ? { until: null, comment: 'x' } : null,
    models: null,
    consecutiveFailures: i,
  };
}

const rarely = fc.nat(5).map((n) => n === 0);
const share = fc.double({ min: 0, max: 1, noNaN: true });
const given: fc.Arbitrary<Given> = fc.record({
  enabled: rarely.map((is) => !is),
  weight: fc.double({ min: 0, max: 1_000, noNaN: true }),
  status: fc.constantFrom(...STATUSES),
  blame: fc.constantFrom('provider' as const, 'account' as const),
  isOpen: rarely,
  isForced: fc.boolean(),
  isStarting: rarely,
  isMaintained: rarely,
  p95Ms: fc.option(fc.double({ min: 0, max: 60_000, noNaN: true })),
  headroom: share,
  slowStart: fc.double({ min: 0.1, max: 1, noNaN: true }),
  isExcluded: rarely,
});
const pool = fc.array(given, { minLength: 1, maxLength: 12 });
const strategy = fc.constantFrom(...STRATEGIES);
const key = fc.option(fc.string({ minLength: 1 }));

function request(members: readonly Given[], how: Partial<RankingRequest> = {}): RankingRequest {
  const excluded = new Set(members.flatMap(({ isExcluded }, i) => (isExcluded ? [`t${i}`] : [])));
  return {
    pool: 'p',
    members: members.map(factsOf),
    strategy: 'balanced',
    panicThreshold: 1,
    key: null,
    mismatchOf: ({ target }) => (excluded.has(target.id) ? { detail: 'x', isDoubtful: false } : null),
    priceOf: ({ target }) => (target.provider.weight > 500 ? target.provider.weight : null),
    ...how,
  };
}

describe('advice, whatever the pool', () => {
  const holds = (check: (members: readonly Given[], strategy: Strategy, key: string | null) => void): void =>
    fc.assert(fc.property(pool, strategy, key, check), { numRuns: 500 });

  it('weighs everybody from 0 to what is configured, by the product of the factors', () => {
    holds((members, how, k) => {
      for (const { weight, factors } of rank(request(members, { strategy: how, key: k })).candidates) {
        expect(weight).toBeGreaterThanOrEqual(0);
        expect(weight).toBeLessThanOrEqual(factors.configured);
        const { configured, status, latency, headroom, slowStart, cost, priority } = factors;
        const product = configured * status * latency * headroom * slowStart * (cost ?? 1) * (priority ?? 1);
        expect(weight).toBeCloseTo(product, 9);
      }
    });
  });

  it('gives out all of the calls, and no more', () => {
    holds((members, how, k) => {
      const { candidates } = rank(request(members, { strategy: how, key: k }));
      const sum = candidates.reduce((all, each) => all + each.share, 0);
      if (candidates.length > 0) expect(sum).toBeCloseTo(1, 9);
      for (const each of candidates) expect(each.share).toBeGreaterThanOrEqual(0);
    });
  });

  it('names each once, as a candidate or left out', () => {
    holds((members, how, k) => {
      const { candidates, excluded } = rank(request(members, { strategy: how, key: k }));
      const named = [...candidates, ...excluded].map(({ id }) => id);
      expect(named.toSorted()).toEqual(members.map((_, i) => `t${i}`).toSorted());
    });
  });

  it('never says "nobody" while anybody is switched on and wanted', () => {
    holds((members, how, k) => {
      const isAnybody = members.some(({ enabled, isExcluded }) => enabled && !isExcluded);
      const { candidates } = rank(request(members, { strategy: how, key: k }));
      expect(candidates.length > 0).toBe(isAnybody);
    });
  });

  it('leaves out at most half by health, unless nobody is well', () => {
    holds((members) => {
      const { excluded, candidates, isPanic } = rank(request(members));
      if (isPanic) return;
      const byHealth = excluded.filter(({ id, reason }) => {
        const { blame, status, isOpen, isForced } = members[Number(id.slice(1))]!;
        const isAccount = blame === 'account' && status === 'unhealthy';
        return !isAccount && (reason === 'unhealthy' || (reason === 'circuit_open' && isOpen && !isForced));
      });
      expect(byHealth.length).toBeLessThanOrEqual(candidates.length);
    });
  });

  it('never weighs a target more because its status is worse', () => {
    fc.assert(
      fc.property(pool, fc.nat(11), fc.nat(3), fc.nat(3), (members, at, a, b) => {
        const i = at % members.length;
        const weightAs = (merit: number): number => {
          const changed = members.with(i, { ...members[i]!, status: BY_MERIT[merit]!, isStarting: false });
          const advice = rank(request(changed));
          // In an emergency all weights are others.
          return advice.isPanic ? NaN : (advice.candidates.find(({ id }) => id === `t${i}`)?.weight ?? 0);
        };
        const [better, worse] = [weightAs(Math.min(a, b)), weightAs(Math.max(a, b))];
        if (!Number.isNaN(better) && !Number.isNaN(worse)) expect(worse).toBeLessThanOrEqual(better + 1e-9);
      }),
      { numRuns: 500 },
    );
  });

  it('puts an account fault last in panic', () => {
    holds((members) => {
      const { isPanic, candidates } = rank(request(members));
      if (!isPanic || candidates.every(({ lastResort }) => lastResort?.reason === 'maintenance')) return;
      const isAccount = candidates.map(({ id }) => {
        const { status, blame, isStarting, isOpen } = members[Number(id.slice(1))]!;
        return status === 'unhealthy' && blame === 'account' && (isOpen || !isStarting);
      });
      expect(isAccount).toEqual(isAccount.toSorted((a, b) => Number(a) - Number(b)));
    });
  });
});

describe('the sticky strategy', () => {
  const KEYS = Array.from({ length: 2_000 }, (_, i) => `user-${i}`);
  const well: Given = {
    enabled: true,
    weight: 1,
    status: 'healthy',
    blame: 'provider',
    isOpen: false,
    isForced: false,
    isStarting: false,
    isMaintained: false,
    p95Ms: 100,
    headroom: 1,
    slowStart: 1,
    isExcluded: false,
  };
  const homes = (members: readonly Given[]): string[] =>
    KEYS.map((each) => rank(request(members, { strategy: 'sticky', key: each })).candidates[0]!.id);

  it('moves only the keys of who leaves, about one in n, and spreads them', () => {
    const members = Array.from({ length: 5 }, () => well);
    const before = homes(members);
    const after = homes(members.with(2, { ...well, isOpen: true }));
    const moved = before.filter((home, i) => home !== after[i]);
    expect(new Set(moved)).toEqual(new Set(['t2']));
    expect(moved.length / KEYS.length).toBeGreaterThan(0.15);
    expect(moved.length / KEYS.length).toBeLessThan(0.25);
    expect(new Set(after.filter((_, i) => before[i] === 't2')).size).toBe(4);
  });

  it('gives keys back bit by bit, and does not move them for a latency', () => {
    const members = Array.from({ length: 4 }, () => well);
    const at = (slowStart: number): number =>
      homes(members.with(1, { ...well, slowStart })).filter((home) => home === 't1').length;
    expect(at(0.1)).toBeLessThan(at(0.5));
    expect(at(0.5)).toBeLessThan(at(1));
    expect(homes(members.with(1, { ...well, p95Ms: 5_000, headroom: 0.4 }))).toEqual(homes(members));
  });
});

describe('a draw by weight', () => {
  it('takes each as often as its share says', () => {
    const shares = fc
      .array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 })
      .filter((all) => all.some((one) => one > 1e-6))
      .map((all) => {
        const sum = all.reduce((one, other) => one + other);
        return all.map((one) => one / sum);
      });
    fc.assert(
      fc.property(shares, (all) => {
        const picks = new WeightedPick([...all.keys()], all);
        const drawn = new Float64Array(all.length);
        const DRAWS = 20_000;
        for (let i = 0; i < DRAWS; i++) drawn[picks.draw((i + 0.5) / DRAWS)!]! += 1 / DRAWS;
        for (const [i, one] of all.entries()) expect(Math.abs(drawn[i]! - one)).toBeLessThan(0.002);
      }),
      { numRuns: 50 },
    );
  });

  it('has nothing to draw from nothing', () => {
    expect(new WeightedPick([], []).draw(0.3)).toBeNull();
  });
});
