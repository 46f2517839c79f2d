import { resolved, sampleAlert } from '../../../test/contracts/alert-store-samples.ts';
import { failing, FakeChannel, OutboxWorld } from '../../../test/support/outbox-world.ts';

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const alert = sampleAlert({ id: 'one' });
const other = sampleAlert({ id: 'two' });
const FIRES = { id: 'fires', reason: 'first' } as const;
const ENDS = { id: 'ends', reason: 'all_resolved' } as const;

describe('the outbox', () => {
  let oncall: FakeChannel;
  let backup: FakeChannel;
  let world: OutboxWorld;

  beforeEach(async () => {
    oncall = new FakeChannel('oncall');
    backup = new FakeChannel('backup');
    world = new OutboxWorld([oncall, backup], { oncall: 'backup' });
    await world.start();
  });

  afterEach(() => world.stop());

  const tell = (message: object, ...alerts: (typeof alert)[]): Promise<void> =>
    world.tell(['oncall'], message, ...alerts);

  it('sends at once what is committed, and says so', async () => {
    await tell(FIRES, alert);
    expect(oncall.heard).toEqual(['first: one firing']);
    expect(await world.deliveries()).toMatchObject([
      {
        state: 'delivered',
        attempts: 1,
        lastError: null,
        deliveredAt: world.clock.now(),
        nextAttemptAt: null,
      },
    ]);
    expect(world.outbox.describe()).toMatchObject({ pending: 0, oldestPendingMs: null, dead: 0 });
  });

  it('tries again after 2 s, 5 s, 15 s, 30 s and a minute', async () => {
    oncall.answer = () => failing();
    await tell(FIRES, alert);
    const counts: number[] = [];
    for (const waitMs of [2, 5, 15, 30, 60].map((seconds) => seconds * SECOND_MS)) {
      await world.pass(waitMs - 1);
      const before = oncall.attempts.length;
      await world.pass(1);
      counts.push(before, oncall.attempts.length);
    }
    expect(counts).toEqual([1, 2, 2, 3, 3, 4, 4, 5, 5, 6]);
    expect(new Set(oncall.attempts.map(({ id }) => id))).toEqual(new Set(['fires']));
    expect(world.outbox.describe()).toMatchObject({ pending: 1, oldestPendingMs: 112 * SECOND_MS });
  });

  it('gives up after three days, visibly, and not before', async () => {
    oncall.answer = () => failing();
    await world.tell(['oncall'], { ...FIRES, reason: 'test' }, alert);
    await world.pass(2.9 * DAY_MS);
    expect(await world.outcomes()).toEqual(['oncall test pending 28']);
    await world.pass(0.1 * DAY_MS);
    expect(await world.outcomes()).toEqual(['oncall test dead 29']);
    expect(world.outbox.describe()).toMatchObject({ pending: 0, dead: 1 });
    expect(world.told).toContain('notification is given up');
  });

  it('waits as long as the receiver asks for, and no longer than an hour', async () => {
    oncall.answer = () => failing('HTTP 429', 90 * SECOND_MS);
    await tell(FIRES, alert);
    await world.pass(89 * SECOND_MS);
    expect(oncall.attempts).toHaveLength(1);
    oncall.answer = () => failing('HTTP 429', 9 * HOUR_MS);
    await world.pass(SECOND_MS);
    expect(oncall.attempts).toHaveLength(2);
    oncall.answer = () => ({ kind: 'delivered' });
    await world.pass(HOUR_MS - 1);
    expect(oncall.accepted).toHaveLength(0);
    await world.pass(1);
    expect(oncall.accepted).toHaveLength(1);
  });

  describe('keeps the order of a group', () => {
    it('never sends an end before its beginning has arrived', async () => {
      const answers = [failing('broken off')];
      oncall.answer = () => ({ ...(answers.shift() ?? { kind: 'delivered' }), mayHaveArrived: true });
      await tell(FIRES, alert);
      await tell(ENDS, resolved(alert));
      expect(oncall.attempts.map(({ id }) => id)).toEqual(['fires']);
      await world.pass(2 * SECOND_MS);
      expect(oncall.heard).toEqual(['first: one firing', 'all_resolved: one resolved']);
    });

    it('and lets no other group wait for it', async () => {
      oncall.answer = ({ id }) => (id === 'fires' ? failing() : { kind: 'delivered' });
      await tell(FIRES, alert);
      await tell({ id: 'elsewhere', groupKey: 'group-2' }, other);
      expect(oncall.heard).toEqual(['first: two firing']);
    });
  });

  describe('tells in one message', () => {
    it('what has begun and ended before anybody could be told', async () => {
      oncall.answer = () => failing();
      await tell(FIRES, alert);
      oncall.answer = () => ({ kind: 'delivered' });
      await tell(ENDS, resolved(alert));
      expect(oncall.heard).toEqual(['fired_and_resolved: one resolved']);
      expect(await world.outcomes()).toEqual([
        'oncall first collapsed 1',
        'oncall all_resolved collapsed 0',
        'oncall fired_and_resolved delivered 1',
      ]);
      const [first, second, third] = await world.deliveries();
      expect([first?.followedBy, second?.followedBy]).toEqual([third?.message.id, third?.message.id]);
    });

    it('also when the end comes while the beginning is under way and fails', async () => {
      const { promise, resolve } = Promise.withResolvers<ReturnType<typeof failing>>();
      oncall.answer = () => promise;
      await tell(FIRES, alert);
      await tell(ENDS, resolved(alert));
      oncall.answer = () => ({ kind: 'delivered' });
      resolve(failing());
      await world.quiet();
      expect(oncall.heard).toEqual(['fired_and_resolved: one resolved']);
    });

    it('nothing of which the receiver may have heard one half', async () => {
      oncall.answer = () => ({ ...failing('broken off'), mayHaveArrived: true });
      await tell(FIRES, alert);
      await tell(ENDS, resolved(alert));
      oncall.answer = () => ({ kind: 'delivered' });
      await world.pass(2 * SECOND_MS);
      expect(oncall.heard).toEqual(['first: one firing', 'all_resolved: one resolved']);
    });

    it('only what has ended altogether', async () => {
      oncall.answer = () => failing();
      await tell(FIRES, alert, other);
      await tell({ id: 'some', reason: 'some_resolved' }, other, resolved(alert));
      oncall.answer = () => ({ kind: 'delivered' });
      await world.pass(2 * SECOND_MS);
      expect(oncall.heard).toEqual([
        'first: one firing: two firing',
        'some_resolved: two firing: one resolved',
      ]);
    });

    it('a reminder that came too late, which stays away, also after a restart', async () => {
      await tell(FIRES, alert);
      oncall.answer = () => failing();
      await tell({ id: 'again', reason: 'reminder' }, alert);
      oncall.answer = () => ({ kind: 'delivered' });
      await tell(ENDS, resolved(alert));
      await world.restart();
      await world.pass(HOUR_MS);
      expect(oncall.heard).toEqual(['first: one firing', 'all_resolved: one resolved']);
      expect(await world.outcomes()).toContain('oncall reminder collapsed 1');
    });
  });

  describe('tells a second channel', () => {
    const outage = async (): Promise<void> => {
      oncall.answer = () => failing();
      await tell(FIRES, alert);
      await world.pass(2 * SECOND_MS);
      expect(backup.attempts).toHaveLength(0);
      await world.pass(5 * SECOND_MS);
    };

    it('after the third failure, under an id of its own', async () => {
      await outage();
      expect(backup.heard).toEqual(['failover: one firing']);
      const [, copy] = await world.deliveries();
      expect(copy?.message.id).toMatch(/^[\w-]{43}$/);
      expect(await world.deliveries()).toMatchObject([
        { channelId: 'oncall', state: 'pending', attempts: 3, followedBy: copy?.message.id },
        { channelId: 'backup', state: 'delivered' },
      ]);
    });

    it('and both of the end, also after a restart', async () => {
      await outage();
      await world.restart();
      await tell(ENDS, resolved(alert));
      expect(backup.heard).toEqual(['failover: one firing', 'all_resolved: one resolved']);
      oncall.answer = () => ({ kind: 'delivered' });
      await world.pass(15 * SECOND_MS);
      expect(oncall.heard).toEqual(['fired_and_resolved: one resolved']);
    });

    it('once, when the routes tell it anyway', async () => {
      oncall.answer = () => failing();
      await world.tell(['oncall', 'backup'], FIRES, alert);
      await world.pass(7 * SECOND_MS);
      expect(backup.heard).toEqual(['first: one firing']);
    });

    it('at once when the first refuses, and does not try the first again', async () => {
      oncall.answer = () => ({ kind: 'refused', error: 'HTTP 400', retryAfterMs: null });
      await tell(FIRES, alert);
      await world.pass(DAY_MS);
      expect(backup.heard).toEqual(['failover: one firing']);
      expect(await world.outcomes()).toEqual(['oncall first dead 1', 'backup failover delivered 1']);
    });

    it('of everything when the first is gone, until the settings change', async () => {
      oncall.answer = ({ id }) =>
        id === 'fires' ? { kind: 'gone', error: 'HTTP 410', retryAfterMs: null } : failing();
      await tell({ id: 'waits', groupKey: 'group-2' }, other);
      await tell(FIRES, alert);
      expect(backup.heard.toSorted()).toEqual(['failover: one firing', 'failover: two firing']);
      await tell({ id: 'later', groupKey: 'group-3' }, sampleAlert({ id: 'three' }));
      expect(backup.heard).toContain('failover: three firing');
      expect(world.outbox.describe()).toMatchObject({
        dead: 3,
        channels: [{ id: 'oncall', isGone: true }, {}],
      });
      oncall.answer = () => ({ kind: 'delivered' });
      world.outbox.reviewChannels();
      await tell({ id: 'back', groupKey: 'group-4' }, sampleAlert({ id: 'four' }));
      expect(oncall.heard).toEqual(['first: four firing']);
    });
  });

  it('gives up what is for a channel that the settings do not have, and names it', async () => {
    await world.tell(['nobody'], FIRES, alert);
    expect(await world.deliveries()).toMatchObject([
      { state: 'dead', attempts: 0, lastError: 'no enabled channel of that name in the settings' },
    ]);
  });

  describe('after a restart', () => {
    it('goes on with what was left, at its time and under its id', async () => {
      oncall.answer = () => failing();
      await tell(FIRES, alert);
      await world.pass(2 * SECOND_MS);
      oncall.answer = () => ({ kind: 'delivered' });
      await world.restart();
      await world.pass(4_999);
      expect(oncall.accepted).toEqual([]);
      await world.pass(1);
      expect(oncall.accepted.map(({ id }) => id)).toEqual(['fires']);
      expect(await world.outcomes()).toEqual(['oncall first delivered 3']);
    });

    it('still tells in one message what surely nobody has heard', async () => {
      oncall.answer = () => failing();
      await tell(FIRES, alert);
      await world.restart();
      oncall.answer = () => ({ kind: 'delivered' });
      await tell(ENDS, resolved(alert));
      expect(oncall.heard).toEqual(['fired_and_resolved: one resolved']);
    });

    it('tells both in order where one that was under way may have arrived', async () => {
      oncall.answer = () => new Promise<never>(() => {});
      await tell(FIRES, alert);
      await tell(ENDS, resolved(alert));
      oncall.answer = () => ({ kind: 'delivered' });
      await world.restart();
      expect(oncall.attempts.map(({ id }) => id)).toEqual(['fires', 'fires', 'ends']);
    });

    it('tells both in order where one that was given up without an answer may have arrived', async () => {
      oncall.answer = () => failing('no answer within 15 s');
      await tell(FIRES, alert);
      oncall.answer = () => ({ kind: 'delivered' });
      await world.restart();
      await tell(ENDS, resolved(alert));
      await world.pass(2 * SECOND_MS);
      expect(oncall.attempts.map(({ id }) => id)).toEqual(['fires', 'fires', 'ends']);
    });

    it('counts what is dead', async () => {
      oncall.answer = () => ({ kind: 'refused', error: 'HTTP 400', retryAfterMs: null });
      await tell({ ...FIRES, reason: 'test' }, alert);
      await world.restart();
      expect(world.outbox.describe().dead).toBe(1);
    });
  });

  describe('sends again when somebody asks', () => {
    const bury = async (): Promise<void> => {
      oncall.answer = () => ({ kind: 'refused', error: 'HTTP 400', retryAfterMs: null });
      await tell({ ...FIRES, reason: 'test' }, alert);
      oncall.answer = () => ({ kind: 'delivered' });
    };

    it('what it gave up', async () => {
      await bury();
      expect(await world.outbox.retry('fires')).toBe('retrying');
      await world.quiet();
      expect(await world.outcomes()).toEqual(['oncall test delivered 2']);
      expect(world.outbox.describe().dead).toBe(0);
    });

    it('what waits', async () => {
      oncall.answer = () => failing();
      await tell(FIRES, alert);
      oncall.answer = () => ({ kind: 'delivered' });
      expect(await world.outbox.retry('fires')).toBe('retrying');
      await world.quiet();
      expect(oncall.accepted).toHaveLength(1);
    });

    it('and nothing that is delivered, unknown, or over', async () => {
      await bury();
      await tell(ENDS, resolved(alert));
      expect(await world.outbox.retry('ends')).toBe('not_waiting');
      expect(await world.outbox.retry('nothing')).toBe('unknown');
      expect(await world.outbox.retry('fires')).toBe('overtaken');
    });
  });
});
