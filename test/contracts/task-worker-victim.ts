import { appendFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { BullTaskWorker } from '../../src/system/tasks/bullmq.worker.ts';
import { QUICK } from './task-queue.contract-options.ts';

/** A worker to be killed: tells in a file when it begins and ends a task. */
const [redisUrl = '', prefix = '', log = '', workMs = '0'] = process.argv.slice(2);

const worker = new BullTaskWorker(
  { redisUrl, prefix, log: { warn: () => {} } },
  async () => {
    appendFileSync(log, `begun ${process.pid}\n`);
    await wait(Number(workMs));
    appendFileSync(log, `ended ${process.pid}\n`);
    return { by: process.pid };
  },
  QUICK,
  { lockMs: 1_000, stalledCheckMs: 300 },
);

process.once('SIGTERM', () => void worker.close(1_000).then(() => process.exit(0)));
