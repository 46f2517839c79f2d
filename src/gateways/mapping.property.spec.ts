import fc from 'fast-check';
import { buildTarget } from '../../test/support/build.ts';
import type { Advice, ExclusionReason } from '../routing/advice/advice.ts';
import type { Target } from '../targets/target.ts';
import { loadAssignment } from './envoy.ts';
import { agentAnswer } from './haproxy-answer.ts';
import { litellmConfig } from './litellm.ts';
import { nginxUpstream } from './nginx.ts';
import { placesOf } from './places.ts';
import { type Seat, seatsOf } from './seats.ts';

const REASONS: readonly ExclusionReason[] = [
  'filter_mismatch',
  'disabled',
  'maintenance',
  'circuit_open',
  'unhealthy',
  'starting',
];

interface Drawn {
  readonly raw: number;
  readonly reason: ExclusionReason | null;
}

/** Advice of any kind: shares that add up to 1, some of nothing, in panic or not; at least one serves. */
const drawn: fc.Arbitrary<{ members: readonly Drawn[]; isPanic: boolean }> = fc.record({
  members: fc
    .array(
      fc.record({
        raw: fc.oneof(fc.constant(0), fc.constant(1e-9), fc.double({ min: 0, max: 1, noNaN: true })),
        reason: fc.option(fc.constantFrom(...REASONS)),
      }),
      { minLength: 1, maxLength: 12 },
    )
    .filter((members) => members.some(({ raw, reason }) => reason === null && raw > 0)),
  isPanic: fc.boolean(),
});

const targets: readonly Target[] = Array.from({ length: 12 }, (_, i) =>
  buildTarget({ settings: { id: `t${i}`, baseUrl: `http://10.0.0.${i + 1}:8000/v1`, models: ['m'] } }),
);
const targetOf = (id: string): Target | undefined => targets.find((target) => target.id === id);

function adviceOf({ members, isPanic }: { members: readonly Drawn[]; isPanic: boolean }): Advice {
  const sum = members.reduce((all, { raw, reason }) => all + (reason === null ? raw : 0), 0);
  return {
    pool: 'p',
    strategy: 'balanced',
    isPanic,
    isCapped: false,
    candidates: members.flatMap(({ raw, reason }, i) =>
      reason === null ? [{ id: `t${i}`, share: raw / sum } as Advice['candidates'][number]] : [],
    ),
    excluded: members.flatMap(({ reason }, i) =>
      reason === null ? [] : [{ id: `t${i}`, reason, retryAt: null, detail: null }],
    ),
  };
}

/** What each form says of a target: its weight, 0 where it gets no calls; missing where it is not told of. */
const FORMS: Readonly<Record<string, (seats: readonly Seat[], isPanic: boolean) => Map<string, number>>> = {
  litellm: (seats, isPanic) => {
    const { model_list, left_out } = litellmConfig('p', seats, { model: null, isPanic });
    const all = [
      ...model_list.map(({ model_info, litellm_params: { weight, order } }) => ({
        id: model_info.id,
        weight: order === 1 ? weight : 0,
      })),
      ...left_out,
    ];
    return new Map(all.map(({ id, weight }) => [id.replace('bellwether:p:', ''), weight]));
  },
  envoy: (seats) => {
    const { endpoints } = loadAssignment('p', placesOf(seats, {}));
    return new Map(
      endpoints.flatMap(({ priority, lb_endpoints }) =>
        lb_endpoints.map(({ health_status, load_balancing_weight, metadata }) => [
          metadata.filter_metadata.bellwether.targets[0]!,
          priority === 0 && health_status === 'HEALTHY' ? load_balancing_weight : 0,
        ]),
      ),
    );
  },
  nginx: (seats, isPanic) => {
    const text = nginxUpstream('p', placesOf(seats, {}), isPanic);
    const lines = text.matchAll(/^ {2}server 10\.0\.0\.\d+:8000 (?:weight=(\d+)|backup|down); # (t\d+)/gm);
    return new Map([...lines].map(([, weight, id]) => [id!, Number(weight ?? 0)]));
  },
  haproxy: (seats) =>
    new Map(
      seats.map((seat) => [
        seat.target.id,
        Number(/^up (\d+)%/.exec(agentAnswer(seat, seats, false))?.[1] ?? 0),
      ]),
    ),
};

describe.each(Object.keys(FORMS))('advice for %s, whatever it is', (form) => {
  const holds = (
    check: (weights: Map<string, number>, members: readonly Drawn[], isPanic: boolean) => void,
  ): void =>
    fc.assert(
      fc.property(drawn, (given) => {
        const weights = FORMS[form]!(seatsOf(adviceOf(given), targetOf), given.isPanic);
        check(weights, given.members, given.isPanic);
      }),
      { numRuns: 300 },
    );

  it('loses nobody, and names nobody else', () => {
    holds((weights, members) => {
      expect([...weights.keys()].toSorted()).toEqual(members.map((_, i) => `t${i}`).toSorted());
    });
  });

  it('never weighs a smaller share more', () => {
    holds((weights, members) => {
      const told = members
        .map(({ raw, reason }, i) => ({ share: reason === null ? raw : 0, weight: weights.get(`t${i}`)! }))
        .toSorted((a, b) => a.share - b.share || a.weight - b.weight);
      const inOrder = told.map(({ weight }) => weight);
      expect(inOrder).toEqual(inOrder.toSorted((a, b) => a - b));
    });
  });

  it('sends calls to whom the advice does, and to nobody it leaves out', () => {
    holds((weights, members, isPanic) => {
      for (const [i, { raw, reason }] of members.entries()) {
        const isServing = reason === null && (raw > 0 || isPanic);
        expect([`t${i}`, weights.get(`t${i}`)! > 0]).toEqual([`t${i}`, isServing]);
      }
    });
  });

  it('never says that all are down, least of all in panic', () => {
    holds((weights) => {
      expect(Math.max(...weights.values())).toBeGreaterThan(0);
    });
  });
});
