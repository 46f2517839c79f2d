import {
  changeOf,
  DAY,
  NOTHING,
  resolved,
  sampleAlert,
  sampleMessage,
  toChannel,
} from '../../../test/contracts/alert-store-samples.ts';
import { FakeChannel, OutboxWorld } from '../../../test/support/outbox-world.ts';
import { AlertUpkeep } from './alert-upkeep.ts';

describe('the upkeep of alerts', () => {
  it('lets go of what ended before its time, all portions of it, and counts the dead anew', async () => {
    const world = new OutboxWorld([new FakeChannel('oncall')]);
    await world.start();
    const alerts = Array.from({ length: 700 }, (_, index) => resolved(sampleAlert({ id: `a${index}` })));
    const deliveries = alerts.map((alert) => toChannel(sampleMessage([alert], { id: `m-${alert.id}` })));
    await world.stored.commit({ ...NOTHING, alerts, deliveries });
    await world.stored.settle(
      deliveries.map((each) => changeOf(each, { state: 'dead' })),
      [],
    );
    const failures: string[] = [];
    const log = { log: () => {}, warn: (_: object, message: string) => void failures.push(message) };
    const keptMs = (): number => DAY;
    const upkeep = new AlertUpkeep({
      store: world.stored,
      outbox: world.outbox,
      clock: world.clock,
      log,
      keptMs,
    });
    await upkeep.run();
    expect(world.outbox.describe().dead).toBe(700);
    world.clock.advance(3 * DAY);
    await upkeep.run();
    expect(await world.outcomes()).toEqual([]);
    expect(world.outbox.describe().dead).toBe(0);
    await world.stop();
    await upkeep.run();
    await upkeep.run();
    expect(failures).toEqual(['old alerts cannot be deleted, trying again']);
  });
});
