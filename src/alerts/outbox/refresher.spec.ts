import { resolved, sampleAlert } from '../../../test/contracts/alert-store-samples.ts';
import { failing, FakeChannel, OutboxWorld } from '../../../test/support/outbox-world.ts';

const MINUTE_MS = 60_000;
const alert = sampleAlert({ id: 'one' });
const other = sampleAlert({ id: 'two' });
const ENDS = { id: 'ends', reason: 'all_resolved', groupKey: 'group-1' } as const;

describe('a receiver that forgets', () => {
  let forgetful: FakeChannel;
  let world: OutboxWorld;

  beforeEach(async () => {
    forgetful = new FakeChannel('alertmanager', MINUTE_MS);
    world = new OutboxWorld([forgetful]);
    await world.start();
  });

  afterEach(() => world.stop());

  const tell = (message: object, ...alerts: (typeof alert)[]): Promise<void> =>
    world.tell(['alertmanager'], message, ...alerts);
  /** What it was told since the last look. */
  const news = (): string[] => {
    const heard = forgetful.heard;
    forgetful.accepted.length = 0;
    return heard;
  };

  it('is told nothing while nothing fires', async () => {
    await world.pass(60 * MINUTE_MS);
    expect(forgetful.attempts).toEqual([]);
  });

  it('is told all that fires again and again, in one message that is not stored', async () => {
    await tell({ id: 'a' }, alert);
    await tell({ id: 'b', groupKey: 'group-2' }, other);
    news();
    await world.pass(MINUTE_MS);
    await world.pass(MINUTE_MS);
    expect(news()).toEqual(Array(2).fill('reminder: one firing: two firing'));
    expect(await world.deliveries()).toHaveLength(2);
    expect(forgetful.attempts[2]?.id).toBe(forgetful.attempts[3]?.id);
  });

  it('is told of an end for five minutes', async () => {
    await tell({ id: 'a' }, alert);
    await tell(ENDS, resolved(alert));
    news();
    await world.pass(10 * MINUTE_MS);
    expect(news()).toEqual(Array(4).fill('reminder: one resolved'));
  });

  it('is never told to fire once it has heard of the end, however messages cross', async () => {
    await tell({ id: 'a' }, alert);
    const { promise, resolve } = Promise.withResolvers<{ kind: 'delivered' }>();
    forgetful.answer = () => promise;
    await world.pass(MINUTE_MS);
    await tell(ENDS, resolved(alert));
    expect(forgetful.attempts.map(({ id }) => id)).not.toContain('ends');
    forgetful.answer = () => ({ kind: 'delivered' });
    resolve({ kind: 'delivered' });
    await world.quiet();
    await world.pass(2 * MINUTE_MS);
    const states = forgetful.accepted.flatMap(({ notices }) => notices.map((each) => each.alert.state));
    expect(states).toEqual(['firing', 'firing', 'resolved', 'resolved', 'resolved']);
  });

  it('is told again by the next process', async () => {
    await tell({ id: 'a' }, alert);
    await tell({ id: 'b', groupKey: 'group-2' }, other);
    await tell(ENDS, resolved(alert));
    await world.restart();
    news();
    await world.pass(MINUTE_MS);
    expect(news()).toEqual(['reminder: two firing: one resolved']);
  });

  it('that fails is told again next time, and what else waits for it goes on', async () => {
    await tell({ id: 'a' }, alert);
    forgetful.answer = () => failing();
    await world.pass(MINUTE_MS);
    expect(world.outbox.describe().channels).toMatchObject([{ lastError: 'HTTP 503' }]);
    forgetful.answer = () => ({ kind: 'delivered' });
    news();
    await tell({ id: 'b', groupKey: 'group-2' }, other);
    await world.pass(MINUTE_MS);
    expect(news()).toEqual(['first: two firing', 'reminder: one firing: two firing']);
  });
});
