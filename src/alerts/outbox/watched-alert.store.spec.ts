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

describe('the store of alerts that the outbox watches', () => {
  it('has the dead counted anew once old ones are deleted', async () => {
    const world = new OutboxWorld([new FakeChannel('oncall')]);
    await world.start();
    const alerts = Array.from({ length: 700 }, (_, index) => resolved(sampleAlert({ id: `a${index}` })));
    const deliveries = alerts.map((alert) => toChannel(sampleMessage([alert], { id: `m-${alert.id}` })));
    await world.stored.commit({ ...NOTHING, alerts, deliveries });
    const dead = deliveries.map((each) => changeOf(each, { state: 'dead' }));
    await world.stored.settle(dead, []);
    await world.restart();
    expect(world.outbox.describe().dead).toBe(700);
    while (await world.store.prune(world.clock.now() + 3 * DAY));
    await world.quiet();
    expect(world.outbox.describe().dead).toBe(0);
    await world.stop();
  });
});
