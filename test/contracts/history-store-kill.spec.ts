import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import type { HistoryRecord } from '../../src/history/history-record.ts';
import { RESOLUTIONS, startOf } from '../../src/history/resolution.ts';
import { SqliteHistoryStore } from '../../src/history/stores/sqlite.store.ts';
import { allRecords, DAY, HOUR, NOON } from './history-store-samples.ts';

const ROUNDS = 50;
const VICTIM = fileURLToPath(new URL('./history-store-victim.ts', import.meta.url));

interface Round {
  readonly first: number;
  /** All numbers below it had been written when the process was killed. */
  readonly acknowledged: number;
}

async function killWhileWriting(file: string, startMs: number, first: number): Promise<Round> {
  const child = spawn(process.execPath, [VICTIM, file, String(startMs), String(first)], {
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  let acknowledged = first;
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const begun = Promise.withResolvers<void>();
  child.stdout.on('data', (chunk: Buffer) => {
    begun.resolve();
    acknowledged = Math.max(acknowledged, ...chunk.toString().trim().split('\n').map(Number));
  });
  const ended = once(child, 'exit').then(() => begun.reject(new Error(errors)));
  await begun.promise;
  // Somewhere in the midst of a write, never at the same place.
  await delay(40 + Math.random() * 120);
  child.kill('SIGKILL');
  await ended;
  return { first, acknowledged };
}

function byMinute(records: readonly HistoryRecord[], targetId: string): Map<number, number> {
  const counts = new Map<number, number>();
  for (const record of records) {
    if (record.targetId !== targetId) continue;
    const minute = startOf(record.at, '1m');
    counts.set(minute, (counts.get(minute) ?? 0) + 1);
  }
  return counts;
}

async function expectWhole(store: SqliteHistoryStore, rounds: readonly Round[]): Promise<void> {
  const { rows } = await sql`pragma integrity_check`.execute(store.database.kysely);
  expect(rows).toEqual([{ integrity_check: 'ok' }]);
  const records = await allRecords(store);
  const numbers = new Set(records.map(({ requestId }) => Number(requestId)));
  for (const { first, acknowledged } of rounds) {
    const written = Array.from({ length: acknowledged - first }, (_, index) => first + index);
    expect(written.filter((number) => !numbers.has(number))).toEqual([]);
  }
  for (const targetId of ['one', 'two', 'three']) {
    const raw = byMinute(records, targetId);
    for (const resolution of RESOLUTIONS) {
      const rollups = await store.rollups({ targetId, resolution, from: 0, to: NOON * 2 });
      const expected = new Map<number, number>();
      for (const [minute, count] of raw) {
        const start = startOf(minute, resolution);
        expected.set(start, (expected.get(start) ?? 0) + count);
      }
      const found = rollups.map(({ from, tally }): [number, number] => [from, tally.count]);
      expect(found).toEqual([...expected].toSorted(([a], [b]) => a - b));
    }
  }
}

describe('a process that is killed while it writes history', () => {
  it(`leaves a whole file behind, ${ROUNDS} times: nothing acknowledged is missing, roll-ups equal their records`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bellwether-kill-'));
    const file = join(folder, 'history.db');
    const rounds: Round[] = [];
    let next = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const done = await killWhileWriting(file, NOON - 3 * DAY + round * HOUR, next);
      rounds.push(done);
      const store = new SqliteHistoryStore(file);
      await store.open();
      await expectWhole(store, rounds);
      const numbers = (await allRecords(store)).map(({ requestId }) => Number(requestId));
      await store.close();
      next = Math.max(done.acknowledged, ...numbers) + 1_000;
    }
    expect(rounds.some(({ first, acknowledged }) => acknowledged > first)).toBe(true);
    rmSync(folder, { recursive: true });
  }, 420_000);
});
