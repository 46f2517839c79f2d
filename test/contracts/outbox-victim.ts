/**
 * A process that tells of alerts and is killed between two steps of it: before or after a commit, before or after a
 * message is sent, before, in the midst of, or after what became of it is stored. Beginning anew it goes on where it was.
 * Run: node test/contracts/outbox-victim.ts FILE ORIGIN STEP
 * STEP is the step before which it is killed; 0 lets it bring everything to an end.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Alert } from '../../src/alerts/alert.ts';
import type { SendOutcome } from '../../src/alerts/channels/alert-channel.ts';
import type { AlertMessage } from '../../src/alerts/notification.ts';
import { TimerAlarm } from '../../src/alerts/outbox/alarm.ts';
import { Outbox } from '../../src/alerts/outbox/outbox.ts';
import { RetrySchedule } from '../../src/alerts/outbox/retry-schedule.ts';
import { WatchedAlertStore } from '../../src/alerts/outbox/watched-alert.store.ts';
import type { AlertCommit, DeliveryChange, NewDelivery } from '../../src/alerts/store/alert-store.ts';
import { SqlAlertStore } from '../../src/alerts/store/sql-alert.store.ts';
import { SystemClock } from '../../src/clock/clock.ts';
import { SqliteDatabase } from '../../src/history/database/sqlite-database.ts';
import { FixedChannels } from '../support/fixed-channels.ts';
import { JsonChannel } from '../support/json-channel.ts';
import { NOTHING, resolved, sampleAlert, sampleMessage } from './alert-store-samples.ts';

const [, , file = '', origin = '', lastStep = '0'] = process.argv;
const ROUNDS = 8;
const WAITS_MS = Array.from({ length: 200 }, (_, index) => Math.min(2 ** index, 50));

let steps = 0;

function step(): void {
  steps++;
  if (steps === Number(lastStep)) process.kill(process.pid, 'SIGKILL');
}

class MortalStore extends SqlAlertStore {
  override async commit(change: AlertCommit): Promise<void> {
    step();
    await super.commit(change);
    step();
  }

  override async settle(
    changes: readonly DeliveryChange[],
    followers: readonly NewDelivery[],
  ): Promise<void> {
    step();
    const writing = super.settle(changes, followers);
    // The thread of the database is somewhere in the transaction by then.
    await delay(Math.random());
    step();
    await writing;
    step();
  }
}

class MortalChannel extends JsonChannel {
  override async send(message: AlertMessage, signal: AbortSignal): Promise<SendOutcome> {
    step();
    const outcome = await super.send(message, signal);
    step();
    return outcome;
  }
}

const database = SqliteDatabase.inFile(file);
const inner = new MortalStore(database);
const clock = new SystemClock();
const outbox = new Outbox({
  store: inner,
  clock,
  channels: new FixedChannels(
    ['a', 'b', 'c'].map((id) => new MortalChannel(id, `${origin}/${id}`)),
    { fallbacks: { a: 'c' } },
  ),
  schedule: new RetrySchedule(Math.random, WAITS_MS),
  alarm: new TimerAlarm(),
  log: { log: () => {}, warn: (facts, message) => console.error(message, facts) },
});
const store = new WatchedAlertStore(inner, outbox);

function commit(alert: Alert, reason: 'first' | 'all_resolved'): Promise<void> {
  const groupKey = `group-${Number(alert.id.split('-')[1]) % 3}`;
  const createdAt = clock.now();
  const message = sampleMessage([alert], { id: `${alert.id}-${reason}`, reason, groupKey, createdAt });
  const deliveries = ['a', 'b'].map((channelId) => ({ message, channelId, notBefore: createdAt }));
  return store.commit({ ...NOTHING, at: createdAt, alerts: [alert], deliveries });
}

async function live(): Promise<void> {
  const { alerts } = await store.load();
  const open = alerts.filter(({ state }) => state === 'firing');
  let next = Math.max(-1, ...alerts.map(({ id }) => Number(id.split('-')[1]))) + 1;
  for (let round = 0; round < ROUNDS; round++) {
    const alert = sampleAlert({ id: `alert-${next++}`, since: clock.now(), updatedAt: clock.now() });
    open.push(alert);
    await commit(alert, 'first');
    await delay(Math.random() * 6);
    if (round % 2 === 0) continue;
    for (const each of open.splice(0, 2)) await commit(resolved(each, clock.now()), 'all_resolved');
  }
}

async function finish(): Promise<void> {
  const { alerts } = await store.load();
  const open = alerts.filter(({ state }) => state === 'firing');
  for (const alert of open) await commit(resolved(alert, clock.now()), 'all_resolved');
}

async function drained(): Promise<void> {
  while (outbox.describe().pending > 0) await delay(2);
}

const keepAlive = setInterval(() => {}, 1_000);
await outbox.start();
if (lastStep === '0') await finish();
else await live();
await drained();
await database.close();
clearInterval(keepAlive);
