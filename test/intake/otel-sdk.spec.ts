import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { RunningApp, until } from '../support/running-app.ts';
import { type Fleet, startFleet } from '../support/simulators/fleet.ts';

const KEY = 'sk-simulator-0123456789';
const COMPLETIONS = { pathContains: '/chat/completions' };

/** A child process, for instrumentation wraps modules as they are loaded. */
function startApplication(exporter: string, env: Record<string, string>): ChildProcess {
  const file = fileURLToPath(new URL('traced-application.ts', import.meta.url));
  return spawn(process.execPath, [file, exporter], {
    env: { PATH: process.env['PATH'], NODE_NO_WARNINGS: '1', ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

describe('an application with the OpenTelemetry SDK', () => {
  let fleet: Fleet;
  let app: RunningApp;
  let application: ChildProcess | undefined;

  beforeEach(async () => {
    fleet = await startFleet({ keys: [KEY], tokenDelayMs: 1 });
    app = await RunningApp.start(
      {
        egress: { enabled: false },
        providers: {
          openai: {
            kind: 'openai',
            base_url: fleet.baseUrls.openai,
            api_key: '${OPENAI_API_KEY}',
            models: ['gpt-5-mini'],
          },
        },
      },
      { OPENAI_API_KEY: KEY },
    );
  });

  afterEach(async () => {
    if (application?.exitCode === null && application.signalCode === null) {
      const exit = once(application, 'exit');
      application.kill('SIGKILL');
      await exit;
    }
    await app.stop();
    await fleet.close();
  });

  it.each(['http', 'proto'])(
    'that exports over %s makes its provider unhealthy while the models list is green',
    async (exporter) => {
      application = startApplication(exporter, {
        OPENAI_API_KEY: KEY,
        OPENAI_BASE_URL: fleet.baseUrls.openai,
        OTEL_EXPORTER_OTLP_ENDPOINT: app.url,
      });
      const working = await until(
        () => app.provider('openai'),
        ({ call_windows: calls }) => calls['1m'].count >= 5,
        30_000,
      );
      expect(working.status).toBe('healthy');
      expect(working.call_windows['1m']).toMatchObject({ failures: 0 });
      expect(working.call_windows['1m'].latency_ms.p50).toBeGreaterThan(0);
      await fleet.openai.setFault('500', COMPLETIONS);
      const failing = await until(
        () => app.provider('openai'),
        ({ status }) => status === 'unhealthy',
        10_000,
      );
      expect(failing.reasons[0].code).toBe('server_error');
      expect(failing.last_check.ok).toBe(true);
      expect(failing.evidence[0]).toMatchObject({ ok: false, failure: 'server_error', level: 'trace' });
      const model = await app.provider('openai/gpt-5-mini');
      expect(model.call_windows['1m'].failures).toBeGreaterThan(0);
      const { text } = await app.get('/metrics');
      expect(text).toMatch(/bellwether_intake_ignored_total\{endpoint="traces",reason="not_gen_ai"\} \d/);
    },
    60_000,
  );
});
