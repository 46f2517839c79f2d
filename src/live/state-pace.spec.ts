import fc from 'fast-check';
import type { News } from './live-event.ts';
import { StatePace } from './state-pace.ts';

function newsOf(target: string): News {
  return { type: 'target.updated', targetId: target, state: target, members: () => ({}) };
}

function taken(pace: StatePace, nowMs: number): (string | null)[] {
  return pace.take(nowMs).map(({ targetId }) => targetId);
}

describe('the pace of states', () => {
  it('tells a state at once, and again after a quarter of a second', () => {
    const pace = new StatePace();
    pace.note('a', newsOf('a'));
    expect(taken(pace, 0)).toEqual(['a']);
    pace.note('a', newsOf('a'));
    expect(taken(pace, 200)).toEqual([]);
    expect(taken(pace, 250)).toEqual(['a']);
    expect(pace.isWaiting).toBe(false);
  });

  it('tells who has waited longest first, and the newest of each', () => {
    const pace = new StatePace();
    for (let i = 0; i < 30; i++) pace.note(`t${i}`, newsOf(`t${i}`));
    const newest = newsOf('t25');
    pace.note('t25', newest);
    expect(taken(pace, 0)).toEqual(Array.from({ length: 10 }, (_, i) => `t${i}`));
    taken(pace, 1_000);
    expect(pace.take(2_000)).toContain(newest);
  });

  it('lets no state of a large house wait longer than some ten seconds', () => {
    const pace = new StatePace();
    for (let i = 0; i < 1_000; i++) pace.note(`t${i}`, newsOf(`t${i}`));
    let nowMs = 0;
    const told = new Set<string | null>();
    for (; told.size < 1_000; nowMs += 100) {
      for (const each of taken(pace, nowMs)) told.add(each);
      for (let i = 0; i < 1_000; i++) pace.note(`t${i}`, newsOf(`t${i}`));
    }
    expect(nowMs).toBeLessThan(12_000);
  });

  it('does not tell what is over', () => {
    const pace = new StatePace();
    pace.note('a', newsOf('a'));
    pace.drop('a');
    expect(taken(pace, 0)).toEqual([]);
  });

  it('tells ten a second at most, each four times, and in the end each as it is', () => {
    const step = fc.tuple(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0, max: 400 }));
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 200 }), (steps) => {
        const pace = new StatePace();
        const newest = new Map<string, News>();
        const told: { nowMs: number; news: News }[] = [];
        let nowMs = 0;
        const take = (): void => void told.push(...pace.take(nowMs).map((news) => ({ nowMs, news })));
        for (const [target, waitMs] of steps) {
          const news = newsOf(`t${target}`);
          newest.set(`t${target}`, news);
          pace.note(`t${target}`, news);
          take();
          nowMs += waitMs;
        }
        for (let i = 0; i < 30; i++, nowMs += 100) take();
        expect(pace.isWaiting).toBe(false);
        for (const [target, news] of newest) {
          const own = told.filter((each) => each.news.targetId === target);
          expect(own.at(-1)?.news).toBe(news);
          for (let i = 1; i < own.length; i++) {
            expect(own[i]!.nowMs - own[i - 1]!.nowMs).toBeGreaterThanOrEqual(250);
          }
        }
        // a second's worth may have been saved up
        told.forEach(({ nowMs: at }, i) => {
          const before = told.slice(0, i + 1).filter((each) => each.nowMs > at - 1_000);
          expect(before.length).toBeLessThanOrEqual(21);
        });
      }),
      { numRuns: 200 },
    );
  });
});
