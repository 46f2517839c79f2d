import { inspect } from 'node:util';
import 'reflect-metadata';
import type { RunningServer } from './server/serve.ts';
import { explainStartFailure } from './server/start-failure.ts';
import { SettingsSource } from './settings/settings-source.ts';

const FAILURE = 1;

async function start(): Promise<void> {
  let source: SettingsSource | null = null;
  try {
    source = new SettingsSource();
    // loaded after the settings, so that wrong ones are told at once
    const { serve } = await import('./server/serve.ts');
    const server = await serve(source);
    if (process.stdout.isTTY) process.stdout.write(`\nBellwether is ready: ${server.url}\n\n`);
    logFailures(server);
    stopOnSignals(server);
  } catch (error) {
    const explained = explainStartFailure(error, source?.current.server ?? null);
    process.stderr.write(`${explained ?? `Bellwether cannot start: ${inspect(error)}`}\n`);
    process.exit(FAILURE);
  }
}

/** After an exception that nobody caught the state is unknown: a crash is honest, and the supervisor restarts. */
function logFailures({ log }: RunningServer): void {
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'uncaught exception');
    process.exit(FAILURE);
  });
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'unhandled rejection'));
}

/** The first signal stops in order, a second one at once. */
function stopOnSignals(server: RunningServer): void {
  let isStopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (isStopping) {
      server.log.error({ signal }, 'second signal, stopped at once');
      process.exit(FAILURE);
    }
    isStopping = true;
    void stop(server, signal);
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

async function stop(server: RunningServer, signal: NodeJS.Signals): Promise<never> {
  server.log.info({ signal }, 'server stopping');
  try {
    const outcome = await server.stop();
    if (outcome === 'timed_out') server.log.error({ signal }, 'stop took too long, forced');
    else server.log.info({ signal }, 'server stopped');
    process.exit(outcome === 'stopped' ? 0 : FAILURE);
  } catch (error) {
    server.log.error({ err: error, signal }, 'stop failed');
    process.exit(FAILURE);
  }
}

await start();
