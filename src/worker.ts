import { inspect } from 'node:util';
import { ConsoleLogger, Logger } from '@nestjs/common';
import { SystemClock } from './clock/clock.ts';
import { DnsTcpControls } from './health/egress/dns-tcp-controls.ts';
import { explainStartFailure } from './server/start-failure.ts';
import { SettingsSource } from './settings/settings-source.ts';
import { VERSION } from './settings/version.ts';
import { createHostCheck } from './system/host/host-check.factory.ts';
import { runnerOf } from './system/tasks/host-check-runner.ts';
import { createTaskWorker, type RunningWorker } from './system/tasks/task-queue.factory.ts';

const FAILURE = 1;

/** A worker of maintenance tasks without a server: several may run, on this host or on others. */
async function start(): Promise<void> {
  Logger.overrideLogger(new ConsoleLogger({ json: true }));
  try {
    const source = new SettingsSource();
    const settings = (): typeof source.current => source.current;
    const controls = new DnsTcpControls(() => settings().egress);
    const hostCheck = createHostCheck({
      settings,
      controls,
      clock: new SystemClock(),
      expectedHandles: () => 0,
    });
    const worker = await createTaskWorker(settings(), runnerOf(hostCheck));
    if (worker === null)
      throw new Error('redis_url: required by a worker of its own, set REDIS_URL; got nothing');
    source.start();
    new Logger('tasks').log({ version: VERSION, pid: process.pid }, 'worker started');
    stopOnSignals(worker, source);
  } catch (error) {
    const explained =
      explainStartFailure(error, null) ?? `Bellwether's worker cannot start: ${wordsOf(error)}`;
    process.stderr.write(`${explained}\n`);
    process.exit(FAILURE);
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : inspect(error);
}

function stopOnSignals(worker: RunningWorker, source: SettingsSource): void {
  const stop = (): void => {
    source.stop();
    void worker.close(source.current.server.shutdownTimeoutMs).then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

await start();
