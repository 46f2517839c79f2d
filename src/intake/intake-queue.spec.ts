import { buildObservation } from '../../test/support/build.ts';
import type { Observation } from '../observations/observation.ts';
import { IntakeQueue } from './intake-queue.ts';

const PER_TURN = 2_000;

/** A queue whose turns the test decides. */
function build(limit = 5_000) {
  const accepted: Observation[] = [];
  const turns: (() => void)[] = [];
  const defects: unknown[] = [];
  const sink = {
    acceptAll: (observations: readonly Observation[], onDefect: (error: unknown) => void): void => {
      for (const observation of observations) {
        if (observation.detail === 'defect') onDefect(new Error('defect'));
        else accepted.push(observation);
      }
    },
  };
  const queue = new IntakeQueue(sink, {
    limit: () => limit,
    defer: (task) => void turns.push(task),
    onDefect: (error) => void defects.push(error),
  });
  return { queue, accepted, defects, turns, turn: () => turns.splice(0).forEach((task) => task()) };
}

const batch = (size: number) =>
  Array.from({ length: size }, (_, i) => buildObservation({ atMonotonicMs: i }));

describe('the intake queue', () => {
  it('takes in at once what a turn of the event loop has room for', () => {
    const { queue, accepted } = build();
    queue.offer(batch(100));
    expect(accepted).toHaveLength(100);
    expect(queue.size).toBe(0);
  });

  it('leaves the rest to the turns to come, in order', () => {
    const { queue, accepted, turn } = build();
    queue.offer(batch(PER_TURN - 1));
    queue.offer(batch(PER_TURN));
    queue.offer(batch(10));
    expect(accepted).toHaveLength(PER_TURN);
    expect(queue.size).toBe(PER_TURN + 9);
    turn();
    expect(accepted).toHaveLength(2 * PER_TURN);
    turn();
    expect(queue.size).toBe(0);
    expect(accepted.slice(PER_TURN - 1, 2 * PER_TURN - 1).map(({ atMonotonicMs }) => atMonotonicMs)).toEqual(
      batch(PER_TURN).map(({ atMonotonicMs }) => atMonotonicMs),
    );
  });

  it('has no room beyond its limit, and always for somebody while nothing waits', () => {
    const { queue, turn } = build(1_000);
    expect(queue.hasRoomFor(5_000)).toBe(true);
    queue.offer(batch(PER_TURN + 600));
    expect(queue.hasRoomFor(400)).toBe(true);
    expect(queue.hasRoomFor(401)).toBe(false);
    turn();
    expect(queue.hasRoomFor(401)).toBe(true);
  });

  it('books one turn at a time', () => {
    const { queue, turns } = build();
    for (let i = 0; i < 50; i++) queue.offer(batch(100));
    expect(turns).toHaveLength(1);
  });

  it('tells of an observation that cannot be taken in', () => {
    const { queue, accepted, defects } = build();
    queue.offer([buildObservation({ detail: 'defect' }), buildObservation()]);
    expect(accepted).toHaveLength(1);
    expect(defects).toHaveLength(1);
  });

  it('takes in all that waits when we stop', () => {
    const { queue, accepted } = build();
    queue.offer(batch(3 * PER_TURN));
    queue.drain();
    expect(accepted).toHaveLength(3 * PER_TURN);
    expect(queue.size).toBe(0);
  });
});
