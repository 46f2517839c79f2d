/**
 * Tells 1,000 alerts to five receivers of which one hangs, beside the same with five that answer: how long until the
 * others have heard, and how late the event loop is meanwhile, on which probes are started. A SQLite file, real HTTP,
 * one group to an alert, five commits under way at most; interleaved rounds.
 * Run: node bench/alerts/delivery.bench.ts [--json]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { TimerAlarm } from '../../src/alerts/outbox/alarm.ts';
import { Outbox } from '../../src/alerts/outbox/outbox.ts';
import { RetrySchedule } from '../../src/alerts/outbox/retry-schedule.ts';
import { WatchedAlertStore } from '../../src/alerts/outbox/watched-alert.store.ts';
import { SqlAlertStore } from '../../src/alerts/store/sql-alert.store.ts';
import { SystemClock } from '../../src/clock/clock.ts';
import { SqliteDatabase } from '../../src/history/database/sqlite-database.ts';
import {
  ALL_DELIVERIES,
  NOTHING,
  sampleAlert,
  sampleMessage,
} from '../../test/contracts/alert-store-samples.ts';
import { FixedChannels } from '../../test/support/fixed-channels.ts';
import { JsonChannel } from '../../test/support/json-channel.ts';
import { figureOf, report, type Row } from '../harness.ts';
import { MeasuredProcess } from '../measured-process.ts';

const ROUNDS = 5;
const ALERTS = 1_000;
const AT_ONCE = 5;
const HEALTHY = ['one', 'two', 'three', 'four'];
/** What a probe's start may be late by on this loop shows with a tick this fine. */
const TICK_MS = 10;

interface Round {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly allMs: number;
  readonly lagP99Ms: number;
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** How late ticks come, until it is ended. */
function watchLag(): () => number[] {
  const lagsMs: number[] = [];
  let dueMs = performance.now() + TICK_MS;
  const timer = setInterval(() => {
    const nowMs = performance.now();
    lagsMs.push(Math.max(0, nowMs - dueMs));
    dueMs = nowMs + TICK_MS;
  }, TICK_MS);
  return () => {
    clearInterval(timer);
    return lagsMs;
  };
}

async function commitAll(store: WatchedAlertStore, channelIds: readonly string[]): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < ALERTS) {
      const id = `alert-${next++}`;
      const createdAt = Date.now();
      const alert = sampleAlert({ id });
      const message = sampleMessage([alert], { id: `m-${id}`, groupKey: id, createdAt });
      const deliveries = channelIds.map((channelId) => ({ message, channelId, notBefore: createdAt }));
      await store.commit({ ...NOTHING, at: createdAt, alerts: [alert], deliveries });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function deliveryTimesMs(store: SqlAlertStore): Promise<number[]> {
  const times: number[] = [];
  for (const channelId of HEALTHY) {
    const { items } = await store.deliveries({
      ...ALL_DELIVERIES,
      state: 'delivered',
      channelId,
      limit: ALERTS,
    });
    times.push(...items.map(({ deliveredAt, message }) => (deliveredAt ?? Infinity) - message.createdAt));
  }
  return times;
}

async function round(directory: string, origin: string, fifth: 'ok' | 'hang'): Promise<Round> {
  const database = SqliteDatabase.inFile(join(directory, `${fifth}-${performance.now()}.db`));
  const stored = new SqlAlertStore(database);
  const channels = [...HEALTHY, fifth].map((id) => new JsonChannel(id, `${origin}/${id}`));
  const outbox = new Outbox({
    store: stored,
    channels: new FixedChannels(channels),
    clock: new SystemClock(),
    schedule: new RetrySchedule(Math.random),
    alarm: new TimerAlarm(),
    log: { log: () => {}, warn: () => {} },
  });
  await outbox.start();
  const store = new WatchedAlertStore(stored, outbox);
  const endLag = watchLag();
  const begunMs = performance.now();
  await commitAll(store, [...HEALTHY, fifth]);
  const isTold = (): boolean =>
    outbox.describe().channels.every(({ id, pending }) => pending === 0 || !HEALTHY.includes(id));
  while (!isTold()) await sleep(5);
  const allMs = performance.now() - begunMs;
  const lagP99Ms = percentile(endLag(), 0.99);
  const timesMs = await deliveryTimesMs(stored);
  await outbox.stop(1);
  await Promise.all(channels.map((channel) => channel.close()));
  await database.close();
  return { p50Ms: percentile(timesMs, 0.5), p99Ms: percentile(timesMs, 0.99), allMs, lagP99Ms };
}

function rows(rounds: readonly Round[], name: string): Record<string, Row> {
  const row = (label: string, values: number[]): Row => {
    const { median, spreadPercent } = figureOf(values);
    return { name: `${name}: ${label}`, value: median, unit: 'ms', spreadPercent };
  };
  return {
    delivery_p50_ms: row(
      'delivery to the four, p50',
      rounds.map(({ p50Ms }) => p50Ms),
    ),
    delivery_p99_ms: row(
      'delivery to the four, p99',
      rounds.map(({ p99Ms }) => p99Ms),
    ),
    all_told_ms: row(
      'until all four have heard all',
      rounds.map(({ allMs }) => allMs),
    ),
    loop_lag_p99_ms: row(
      'lateness of a 10 ms tick, p99',
      rounds.map(({ lagP99Ms }) => lagP99Ms),
    ),
  };
}

const directory = mkdtempSync(join(tmpdir(), 'bellwether-delivery-'));
const receivers = await MeasuredProcess.start({
  args: [fileURLToPath(new URL('receivers.ts', import.meta.url))],
  ready: /"port":(\d+)/,
});
const origin = `http://127.0.0.1:${receivers.ready[1]}`;
const results = { hang: [] as Round[], ok: [] as Round[] };
await round(directory, origin, 'ok');
for (let number = 0; number < ROUNDS; number++) {
  for (const fifth of ['hang', 'ok'] as const) results[fifth].push(await round(directory, origin, fifth));
}
await receivers.stop();
rmSync(directory, { recursive: true });
const own = rows(results.hang, 'one of five hangs');
const against = rows(results.ok, 'five answer');
const ratio = own['all_told_ms']!.value / against['all_told_ms']!.value;
report({
  name: 'alerts/delivery',
  figures: {
    ...own,
    all_told_ratio: {
      name: 'time of the four beside five healthy ones',
      value: ratio,
      unit: 'x',
      budget: 1.3,
    },
  },
  against,
});
