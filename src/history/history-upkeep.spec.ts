import {
  DAY,
  EMPTY,
  HOUR,
  MINUTE,
  NOON,
  part,
  RETENTION,
  tallyOf,
} from '../../test/contracts/history-store-samples.ts';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { HistoryUpkeep } from './history-upkeep.ts';
import { mostBytes } from './retention.ts';
import type { RollupPart } from './rollup.ts';
import { MemoryHistoryStore } from './stores/memory.store.ts';

async function keeping(maxBytes: number) {
  const clock = new FakeClock(new Date(NOON).toISOString());
  const store = new MemoryHistoryStore();
  await store.open();
  const told: string[] = [];
  const log = { log: () => {}, warn: (_: object, message: string) => void told.push(message) };
  const limits = { retention: RETENTION, maxBytes };
  const upkeep = new HistoryUpkeep({ store, clock, log, limits: () => limits, pause: async () => {} });
  return { clock, store, upkeep, told };
}

function minutesEvery(step: number): RollupPart[] {
  return Array.from({ length: 1_440 / step }, (_, index) => {
    const latenciesMs = Array.from(
      { length: 2 * step },
      (_, i) => 150 + (((index * step + i) * 7_919) % 400),
    );
    return part(index * step * MINUTE, tallyOf(latenciesMs));
  });
}

/**
 * A day of checks every 30 s, by days before the end: all of its samples in as many minutes as there are roll-ups of
 * it left at the end.
 */
const EACH_MINUTE = minutesEvery(1);
const [EACH_5, EACH_15, HOURLY, DAILY] = [5, 15, 60, 1_440].map(minutesEvery);
const SPACING = [
  [90, DAILY],
  [30, HOURLY],
  [7, EACH_15],
  [2, EACH_5],
  [-1, EACH_MINUTE],
] as const;

function dayFrom(from: number, minutes = EACH_MINUTE): RollupPart[] {
  return minutes.map((minute) => ({ ...minute, from: from + minute.from }));
}

describe('the upkeep of history', () => {
  it('keeps the roll-ups of a year within the bound that follows from their retention', async () => {
    const { clock, store, upkeep } = await keeping(1e9);
    const bound = mostBytes({ ...RETENTION, recordsPerTarget: 0 }, { checked: 1, called: 0 });
    for (let day = 0; day < 365; day++) {
      const [, minutes] = SPACING.find(([daysAgo]) => 364 - day > daysAgo)!;
      await store.write({ ...EMPTY, at: clock.now(), rollups: dayFrom(clock.now(), minutes) });
      clock.advance(DAY);
      await upkeep.run();
    }
    expect(await store.sizeBytes()).toBeGreaterThan(bound / 4);
    expect(await store.sizeBytes()).toBeLessThan(bound);
    const year = await store.summary({ targetId: 'openai', set: 'checks', from: NOON, to: clock.now() });
    expect(year.tally.count).toBe(365 * 2 * 1_440);
    await store.close();
  }, 120_000);

  it('keeps less while that would be too big, and more again when there is room', async () => {
    const { clock, store, upkeep, told } = await keeping(330_000);
    for (let day = 0; day < 3; day++) {
      await store.write({ ...EMPTY, at: clock.now(), rollups: dayFrom(clock.now()) });
      clock.advance(DAY);
    }
    await upkeep.run();
    expect(await store.sizeBytes()).toBeLessThanOrEqual(330_000);
    expect(upkeep.keptShare).toBeLessThan(1);
    expect(told).toContain('history is too big, keeping less');
    for (let day = 0; day < 40; day++) {
      clock.advance(DAY);
      await upkeep.run();
    }
    expect(upkeep.keptShare).toBe(1);
    await store.close();
  });

  it('tells once that it fails, and goes on', async () => {
    const { clock, store, upkeep, told } = await keeping(1e9);
    const compact = store.compact.bind(store);
    store.compact = () => Promise.reject(new Error('locked'));
    await upkeep.run();
    await upkeep.run();
    expect(told).toEqual(['history upkeep failed, trying again']);
    store.compact = compact;
    await store.write({ ...EMPTY, rollups: [part(NOON, tallyOf([5]))] });
    clock.advance(2 * HOUR);
    await upkeep.run();
    const [hour] = await store.rollups({ targetId: 'openai', resolution: '1h', from: NOON, to: NOON + HOUR });
    expect(hour?.tally.count).toBe(1);
    await store.close();
  });
});
