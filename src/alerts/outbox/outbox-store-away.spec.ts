import { sql } from 'kysely';
import { resolved, sampleAlert } from '../../../test/contracts/alert-store-samples.ts';
import { FakeChannel, OutboxWorld } from '../../../test/support/outbox-world.ts';

const SECOND_MS = 1_000;
const alert = sampleAlert({ id: 'one' });
const warning = sampleAlert({ id: 'two', severity: 'warning' });

describe('the outbox while the store takes nothing', () => {
  const oncall = new FakeChannel('oncall');
  let world: OutboxWorld;

  beforeEach(async () => {
    oncall.attempts.length = 0;
    oncall.accepted.length = 0;
    world = new OutboxWorld([oncall]);
    await world.start();
  });

  afterEach(() => world.stop());

  const away = (isAway: boolean) =>
    sql`pragma query_only = ${sql.raw(isAway ? 'on' : 'off')}`.execute(world.database.kysely);
  const fire = (id: string, told = alert): Promise<void> => world.tell(['oncall'], { id }, told);

  it('sends what is critical after five seconds, once, and counts it', async () => {
    await away(true);
    await expect(fire('fires')).rejects.toThrow(/readonly/);
    await expect(fire('warns', warning)).rejects.toThrow(/readonly/);
    await world.pass(4_999);
    await expect(fire('fires')).rejects.toThrow(/readonly/);
    expect(oncall.heard).toEqual([]);
    await world.pass(1);
    expect(oncall.heard).toEqual(['first: one firing']);
    await world.pass(60 * SECOND_MS);
    expect(oncall.attempts).toHaveLength(1);
    expect(world.outbox.describe().sentUnstored).toBe(1);
  });

  it('knows what it has sent once the store has it too', async () => {
    await away(true);
    await expect(fire('fires')).rejects.toThrow(/readonly/);
    await world.pass(5 * SECOND_MS);
    await away(false);
    await fire('fires');
    await fire('warns', warning);
    expect(oncall.heard).toEqual(['first: one firing', 'first: two firing']);
    expect(await world.outcomes()).toEqual(['oncall first delivered 1', 'oncall first delivered 1']);
  });

  it('holds an end back until it is stored that its beginning has arrived, and not for ever', async () => {
    await fire('fires');
    oncall.answer = () => ({ kind: 'retry', error: 'HTTP 503', retryAfterMs: null });
    await world.tell(['oncall'], { id: 'again', groupKey: 'group-2' }, sampleAlert({ id: 'three' }));
    oncall.answer = () => ({ kind: 'delivered' });
    await world.tell(['oncall'], { id: 'ends', groupKey: 'group-2', reason: 'some_resolved' }, warning);
    await away(true);
    await world.pass(2 * SECOND_MS);
    expect(oncall.heard).toEqual(['first: one firing', 'first: three firing']);
    await world.pass(5 * SECOND_MS);
    expect(oncall.heard.at(-1)).toBe('some_resolved: two firing');
    await away(false);
    await world.pass(2 * SECOND_MS);
    expect((await world.deliveries()).map(({ state }) => state)).toEqual([
      'delivered',
      'delivered',
      'delivered',
    ]);
    expect(world.told).toEqual(expect.arrayContaining(['notifications are stored again']));
  });

  it('tells the end of what it told without the store', async () => {
    await away(true);
    await expect(fire('fires')).rejects.toThrow(/readonly/);
    await world.pass(5 * SECOND_MS);
    await expect(world.tell(['oncall'], { id: 'ends' }, resolved(alert))).rejects.toThrow(/readonly/);
    await world.pass(5 * SECOND_MS);
    expect(oncall.heard).toEqual(['first: one firing', 'first: one resolved']);
  });
});

describe('an outbox that begins before its store can be read', () => {
  it('takes up what was left as soon as it can, before what came meanwhile', async () => {
    const oncall = new FakeChannel('oncall');
    const world = new OutboxWorld([oncall]);
    await world.start();
    oncall.answer = () => ({ kind: 'retry', error: 'HTTP 503', retryAfterMs: null });
    await world.tell(['oncall'], { id: 'fires' }, alert);
    await sql`alter table deliveries rename to hidden`.execute(world.database.kysely);
    oncall.answer = () => ({ kind: 'delivered' });
    await world.restart();
    expect(world.outbox.describe().isLoaded).toBe(false);
    expect(world.told).toContain('notifications left behind cannot be read, trying again');
    await sql`alter table hidden rename to deliveries`.execute(world.database.kysely);
    await world.tell(['oncall'], { id: 'ends', reason: 'all_resolved' }, resolved(alert));
    await world.pass(5_000);
    expect(world.outbox.describe().isLoaded).toBe(true);
    expect(oncall.heard).toEqual(['fired_and_resolved: one resolved']);
    await world.stop();
  });
});
