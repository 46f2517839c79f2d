import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AlertMessage, Delivery } from '../../src/alerts/notification.ts';
import { SqlAlertStore } from '../../src/alerts/store/sql-alert.store.ts';
import { SqliteDatabase } from '../../src/history/database/sqlite-database.ts';
import { type Arrival, brokenPromises } from '../support/outbox-receivers.ts';
import { ALL_ALERTS } from './alert-store-samples.ts';

const WORLDS = 4;
const LIVES = 25;
/** Fewer than a life has. */
const STEPS = 110;
const SEED = 20_261_122;
const VICTIM = fileURLToPath(new URL('./outbox-victim.ts', import.meta.url));

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Receivers of which the first fails now and then, and sometimes breaks off after it has taken a message in. */
class Receivers {
  readonly arrivals: Arrival[] = [];
  readonly #random: () => number;
  readonly #server: Server;
  failures = 0;

  constructor(random: () => number) {
    this.#random = random;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    try {
      for await (const chunk of request) text += String(chunk);
    } catch {
      // Its sender was killed before it had sent the whole: nothing has arrived.
      return;
    }
    const channelId = (request.url ?? '').slice(1);
    const luck = this.#random();
    if (channelId === 'a' && luck < 0.35) {
      this.failures++;
      response.writeHead(503).end();
      return;
    }
    this.arrivals.push({ channelId, message: JSON.parse(text) as AlertMessage });
    if (channelId === 'a' && luck < 0.4) response.destroy();
    else response.end('ok');
  }
}

/** True when it was killed, false when it came to its end. */
async function live(file: string, origin: string, step: number): Promise<boolean> {
  // Compiled once: it is begun more than a hundred times.
  const env = { ...process.env, NODE_OPTIONS: '', NODE_COMPILE_CACHE: join(dirname(file), 'compiled') };
  const child = spawn(process.execPath, [VICTIM, file, origin, String(step)], { env });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  if (code !== 0 && signal !== 'SIGKILL') throw new Error(errors);
  return signal === 'SIGKILL';
}

interface WorldResult {
  readonly kills: number;
  readonly failures: number;
  readonly arrivals: readonly Arrival[];
  readonly alertIds: readonly string[];
  readonly deliveries: readonly Delivery[];
}

async function runWorld(folder: string, number: number): Promise<WorldResult> {
  const random = seeded(SEED + number);
  const receivers = new Receivers(random);
  const origin = await receivers.listen();
  const file = join(folder, `${number}.db`);
  let kills = 0;
  while (kills < LIVES) if (await live(file, origin, 1 + Math.floor(random() * STEPS))) kills++;
  await live(file, origin, 0);
  receivers.close();
  const database = SqliteDatabase.inFile(file);
  const store = new SqlAlertStore(database);
  const { items } = await store.alerts({ ...ALL_ALERTS, limit: 1_000 });
  const alertIds = items.map(({ id }) => id);
  const deliveries = [...(await store.deliveriesOf(alertIds)).values()].flat();
  await database.close();
  return { kills, failures: receivers.failures, arrivals: receivers.arrivals, alertIds, deliveries };
}

function expectAllHeard({ arrivals, alertIds }: WorldResult): void {
  const heard = new Set<string>();
  for (const { channelId, message } of arrivals) {
    const tellsBoth = message.reason === 'fired_and_resolved';
    for (const { alert } of message.notices) {
      heard.add(`${channelId} ${alert.id} ${alert.state}`);
      if (tellsBoth) heard.add(`${channelId} ${alert.id} firing`);
    }
  }
  const expected = alertIds.flatMap((id) =>
    ['a', 'b'].flatMap((channelId) => ['firing', 'resolved'].map((state) => `${channelId} ${id} ${state}`)),
  );
  expect(expected.filter((each) => !heard.has(each))).toEqual([]);
}

describe('a process that is killed while it tells of alerts', () => {
  it(`tells every beginning and every end, in order and under one id, ${WORLDS * LIVES} kills later`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bellwether-outbox-kill-'));
    // What is compiled is kept by a process that ends, not by one that is killed.
    await live(join(folder, 'first.db'), 'http://127.0.0.1', 0);
    const worlds = await Promise.all(Array.from({ length: WORLDS }, (_, number) => runWorld(folder, number)));
    for (const world of worlds) {
      expect(world.kills).toBe(LIVES);
      expect(world.alertIds.length).toBeGreaterThan(LIVES);
      expect(world.failures).toBeGreaterThan(0);
      expect(brokenPromises(world.arrivals, new Set(world.alertIds))).toEqual([]);
      expectAllHeard(world);
      expect(world.deliveries.filter(({ state }) => state === 'pending' || state === 'dead')).toEqual([]);
    }
    rmSync(folder, { recursive: true });
  }, 240_000);
});
