import { buildObservation, buildTarget } from '../../../test/support/build.ts';
import { FakeControls } from '../../../test/support/virtual-world.ts';
import type { Observation } from '../../observations/observation.ts';
import type { Target } from '../../targets/target.ts';
import { EgressWatch } from './egress-watch.ts';

const IDS = ['a', 'b', 'c', 'd'];

class Watched {
  readonly controls = new FakeControls();
  readonly changes: string[] = [];
  readonly watch = new EgressWatch(this.controls, (from, to) => this.changes.push(`${from} > ${to}`));
  readonly targets: Target[];
  nowMs = 1_000_000;

  constructor(ids: readonly string[] = IDS, own: Partial<Target> = {}) {
    this.targets = ids.map((id) => buildTarget({ settings: { id }, ...own }));
    this.watch.watch(this.targets, true);
  }

  /** As after a while of service: something outside has answered before. */
  static proven(ids?: readonly string[], own?: Partial<Target>): Watched {
    const watched = new Watched(ids, own);
    const [first] = watched.targets;
    watched.watch.observe(
      first!,
      buildObservation({ targetId: first!.id, atMonotonicMs: watched.nowMs - 1 }),
    );
    return watched;
  }

  /** Every one of these observes the same, now. */
  async observe(ids: string, overrides: Partial<Observation>): Promise<void> {
    for (const target of this.targets) {
      if (!ids.includes(target.id)) continue;
      const { id: targetId } = target;
      this.watch.observe(target, buildObservation({ targetId, atMonotonicMs: this.nowMs, ...overrides }));
    }
    await this.settle();
  }

  async tick(afterMs: number): Promise<void> {
    this.nowMs += afterMs;
    this.watch.tick(this.nowMs);
    await this.settle();
  }

  async settle(): Promise<void> {
    for (let i = 0; i < 3; i++) await Promise.resolve();
  }

  async cutOff(): Promise<this> {
    this.controls.online = false;
    await this.observe('ab', { failure: 'network' });
    expect(this.watch.state).toBe('down');
    return this;
  }
}

describe('a suspicion of our own network', () => {
  it('takes half of the external targets, and two at least', async () => {
    const watched = Watched.proven();
    await watched.observe('a', { failure: 'network' });
    expect(watched.controls.asked).toBe(0);
    await watched.observe('b', { failure: 'timeout' });
    expect(watched.controls.asked).toBe(1);
    expect(watched.changes).toEqual(['ok > suspected', 'suspected > ok']);
  });

  it.each([
    ['less than half', Watched.proven([...IDS, 'e']), 'ab', { failure: 'network' as const }],
    ['one target alone', Watched.proven(['a']), 'a', { failure: 'network' as const }],
    ['other failures', Watched.proven(), 'abcd', { failure: 'server_error' as const }],
    ['targets inside', Watched.proven(IDS, { isExternal: false }), 'abcd', { failure: 'network' as const }],
    ['models', Watched.proven(IDS, { model: 'gpt-5' }), 'abcd', { failure: 'network' as const }],
    ['our own stalls', Watched.proven(), 'abcd', { failure: 'timeout' as const, blame: 'local' as const }],
  ])('is not raised by %s', async (_, watched, ids, observation) => {
    await watched.observe(ids, observation);
    expect(watched.controls.asked).toBe(0);
  });

  it('takes the first failure while nothing outside has ever answered', async () => {
    const watched = new Watched();
    await watched.observe('a', { failure: 'network' });
    expect(watched.controls.asked).toBe(1);
  });

  it('counts only failures of one interval', async () => {
    const watched = Watched.proven();
    await watched.observe('a', { failure: 'network' });
    await watched.tick(40_001);
    await watched.observe('b', { failure: 'network' });
    expect(watched.controls.asked).toBe(0);
  });

  it('no longer counts who answered since', async () => {
    const watched = Watched.proven();
    await watched.observe('a', { failure: 'network' });
    await watched.observe('a', {});
    await watched.observe('b', { failure: 'network' });
    expect(watched.controls.asked).toBe(0);
  });

  it('takes the word of the controls for ten seconds', async () => {
    const watched = Watched.proven();
    await watched.observe('ab', { failure: 'network' });
    watched.nowMs += 9_999;
    await watched.observe('abcd', { failure: 'network' });
    expect(watched.controls.asked).toBe(1);
    watched.nowMs += 1;
    await watched.observe('c', { failure: 'network' });
    expect(watched.controls.asked).toBe(2);
  });

  it('is not raised while the watch is switched off', async () => {
    const watched = Watched.proven();
    watched.watch.watch(watched.targets, false);
    await watched.observe('abcd', { failure: 'network' });
    expect(watched.controls.asked).toBe(0);
  });
});

describe('while we are cut off', () => {
  it('says so once, and asks again every five seconds', async () => {
    const watched = await Watched.proven().cutOff();
    await watched.observe('abcd', { failure: 'network' });
    await watched.tick(4_999);
    expect(watched.controls.asked).toBe(1);
    await watched.tick(1);
    expect(watched.controls.asked).toBe(2);
    expect(watched.changes).toEqual(['ok > suspected', 'suspected > down']);
    watched.controls.online = true;
    await watched.tick(5_000);
    expect(watched.changes.at(-1)).toBe('down > ok');
  });

  it.each([
    ['a success', {}],
    ['an error that a provider sent', { failure: 'server_error' as const, httpStatus: 500 }],
    ['a request that a provider refused', { failure: 'bad_request' as const, httpStatus: 400 }],
  ])('is over with %s', async (_, observation) => {
    const watched = await Watched.proven().cutOff();
    watched.nowMs += 1;
    await watched.observe('c', observation);
    expect(watched.watch.state).toBe('ok');
  });

  it.each([
    ['what was cancelled', { failure: 'cancelled' as const }],
    ['what was never sent', { failure: 'bad_request' as const }],
    ['a defect of ours', { failure: 'invalid_response' as const, blame: 'local' as const }],
    ['an answer of before', { atMonotonicMs: 999_000 }],
  ])('is not over with %s', async (_, observation) => {
    const watched = await Watched.proven().cutOff();
    watched.nowMs += 1;
    await watched.observe('c', observation);
    expect(watched.watch.state).toBe('down');
  });

  it('does not hold what failed meanwhile against the network that is back', async () => {
    const watched = await Watched.proven().cutOff();
    watched.nowMs += 5_001;
    await watched.observe('c', {});
    await watched.observe('d', { failure: 'network' });
    expect(watched.controls.asked).toBe(1);
  });

  it('is over when the watch is switched off, whatever the controls answer later', async () => {
    const watched = await Watched.proven().cutOff();
    watched.nowMs += 5_000;
    watched.watch.tick(watched.nowMs);
    watched.watch.watch(watched.targets, false);
    await watched.settle();
    expect(watched.changes.slice(2)).toEqual(['down > ok']);
  });
});
