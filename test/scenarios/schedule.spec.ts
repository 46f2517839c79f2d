import { scenario, type Timeline } from '../support/timeline.ts';
import { seededRandom } from '../support/timeline/scripted-providers.ts';
import type { VirtualWorld } from '../support/virtual-world.ts';

const gapsOf = (world: VirtualWorld, id: string): number[] => {
  const starts = world.prober.starts.filter((start) => start.id === id).map(({ atMs }) => atMs);
  return starts.slice(1).map((atMs, i) => atMs - starts[i]!);
};

function manyTargets(timeline: Timeline, count: number, settings = {}): Timeline {
  for (let i = 0; i < count; i++) timeline.target(`t${i}`, settings);
  return timeline;
}

describe('the schedule', () => {
  scenario('does not drift over an hour')
    .target('openai')
    .at('1h')
    .does((world) => {
      const { starts } = world.prober;
      expect(starts).toHaveLength(121);
      const lateness = starts.map(({ atMs }, i) => atMs - world.startedMs - i * 30_000);
      expect(Math.max(...lateness)).toBeLessThanOrEqual(100);
      expect(Math.min(...lateness)).toBeGreaterThanOrEqual(0);
    })
    .until('1h');

  scenario('is only ever shortened by jitter', { random: seededRandom(7), jitter: 0.2 })
    .target('openai', { intervalMs: 10_000 })
    .at('20m')
    .does((world) => {
      const gaps = gapsOf(world, 'openai');
      expect(Math.max(...gaps)).toBeLessThanOrEqual(10_100);
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(7_900);
      expect(new Set(gaps).size).toBeGreaterThan(5);
    })
    .until('20m');

  scenario('counts what is due while the probe before is under way, and never starts a second one')
    .target('openai', { intervalMs: 5_000, timeoutMs: 12_000 })
    .at('1s')
    .provider('openai')
    .hangs()
    .at('2m')
    .does((world) => {
      expect(world.prober.mostOfOneTarget).toBe(1);
      expect(world.schedule.overruns).toBeGreaterThan(10);
    })
    .until('2m');

  manyTargets(
    scenario('keeps to the limit of probes at once, and passes nobody over', { maxConcurrentProbes: 5 }),
    40,
  )
    .everyProvider()
    .answersAfter('2s')
    .at('2m')
    .does((world) => {
      expect(world.prober.mostAtOnce).toBe(5);
      for (let i = 0; i < 40; i++) expect(gapsOf(world, `t${i}`).length).toBeGreaterThanOrEqual(3);
    })
    .until('2m');

  scenario('joins a check on demand with the probe under way')
    .target('openai')
    .at('25s')
    .provider('openai')
    .answersAfter('1s')
    .at('30.5s')
    .does((world) => {
      void world.monitor.checkNow(world.state('openai'));
      void world.monitor.checkNow(world.state('openai'));
    })
    .at('40s')
    .does((world) => {
      expect(world.prober.mostOfOneTarget).toBe(1);
      expect(world.prober.starts).toHaveLength(2);
      void world.monitor.checkNow(world.state('openai'));
      expect(world.prober.starts).toHaveLength(3);
    })
    .until('2m');
});
