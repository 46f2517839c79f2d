import { buildObservation } from '../../test/support/build.ts';
import type { Observation } from '../observations/observation.ts';
import { MinuteTallies } from './minute-tallies.ts';
import type { RollupPart } from './rollup.ts';
import { Sequence } from './sequence.ts';

const NOON = Date.parse('2026-11-22T12:00:00Z');
const MINUTE_MS = 60_000;
const TRAFFIC = { source: 'traffic', depth: 'traffic' } as const;

function counting() {
  const minutes = new MinuteTallies(new Sequence(0));
  const add = (overrides: Partial<Observation> = {}, now = NOON): boolean =>
    minutes.add(buildObservation({ at: now, ...overrides }), now);
  return { minutes, add };
}

const shown = ({ targetId, set, from, tally }: RollupPart) => [targetId, set, from - NOON, tally.ok];

describe('the tallies of minutes', () => {
  it('keep targets, sets and minutes apart, in whatever order they come', () => {
    const { minutes, add } = counting();
    for (let i = 0; i < 2; i++) {
      add();
      add(TRAFFIC);
      add({ targetId: 'google' });
      add({ at: NOON - 1 });
    }
    expect(minutes.takeChanged().map(shown)).toEqual([
      ['openai', 'checks', 0, 2],
      ['openai', 'calls', 0, 2],
      ['google', 'checks', 0, 2],
      ['openai', 'checks', -MINUTE_MS, 2],
    ]);
  });

  it('are changed again by what comes after they were taken', () => {
    const { minutes, add } = counting();
    add();
    minutes.takeChanged();
    expect(minutes.changedCount).toBe(0);
    add();
    add();
    expect(minutes.takeChanged().map(shown)).toEqual([['openai', 'checks', 0, 3]]);
  });

  it('begin another part of a minute that was let go', () => {
    const { minutes, add } = counting();
    add();
    const later = NOON + 4 * MINUTE_MS;
    expect(minutes.letGo(later).map(shown)).toEqual([['openai', 'checks', 0, 1]]);
    add({ at: NOON }, later);
    expect(minutes.takeChanged().map(shown)).toEqual([['openai', 'checks', 0, 1]]);
  });

  it('are none of what comes too late', () => {
    const { minutes, add } = counting();
    expect(add({ at: NOON - 24 * 60 * MINUTE_MS })).toBe(false);
    expect(minutes.changedCount).toBe(0);
  });
});
