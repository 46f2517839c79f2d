import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { AdviceServer } from '../support/advice-server.ts';
import { LiveApp } from '../support/live-app.ts';
import { until } from '../support/running-app.ts';
import { skipped } from '../support/skipping.ts';

const EXAMPLES = join(import.meta.dirname, '../../examples');

function isInstalled(program: string): boolean {
  return spawnSync(program, ['--version']).error === undefined;
}

/** A program that runs, and what it has said. */
class Running {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  text = '';

  constructor(program: string, args: readonly string[]) {
    this.child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => (this.text += chunk));
    }
  }

  says(what: string): Promise<string> {
    return until(
      () => this.text,
      (text) => text.includes(what),
    );
  }

  async stop(): Promise<void> {
    const closed = once(this.child, 'close');
    this.child.kill();
    await closed;
  }
}

describe('the examples', () => {
  let live: LiveApp;

  beforeAll(async () => {
    live = await LiveApp.start({}, { BELLWETHER_API_TOKENS: 'board:operate:let-me-in-please' });
    live.headers = { authorization: 'Bearer let-me-in-please' };
    for (const id of ['one', 'two']) await live.bring(id, 'healthy');
  });

  afterAll(() => live.stop());

  async function outage(id: string): Promise<void> {
    await live.bring(id, 'unhealthy');
  }

  it('hear events with curl', async () => {
    if (!isInstalled('curl')) return skipped('examples/curl: curl is not installed');
    const curl = new Running(join(EXAMPLES, 'curl/events.sh'), [live.url, 'let-me-in-please']);
    await curl.says('event: snapshot');
    await outage('one');
    expect(await curl.says('event: circuit.changed')).toContain('event: status.changed');
    await curl.stop();
  });

  it('hand in outcomes with curl', async () => {
    if (!isInstalled('curl')) return skipped('examples/curl: curl is not installed');
    const args = ['two', '200', '412', live.url, 'let-me-in-please'];
    const curl = new Running(join(EXAMPLES, 'curl/report.sh'), args);
    await once(curl.child, 'close');
    expect(curl.text).toContain('"accepted":1');
    const { body } = await until(
      () => live.app.get('/health/integration/providers/two', live.headers),
      (answer) => answer.body.call_windows['1m'].count === 1,
    );
    expect(body.call_windows['1m'].latency_ms.max).toBe(412);
  });

  it('mirror advice with the standard library of Python', async () => {
    if (!isInstalled('python3')) return skipped('examples/python: python3 is not installed');
    const args = ['-u', join(EXAMPLES, 'python/advice.py'), live.url, 'let-me-in-please'];
    const python = new Running('python3', args);
    await python.says('two');
    await outage('two');
    await live.app.request('/health/integration/circuits/one/reset', {
      method: 'POST',
      headers: live.headers,
    });
    await live.bring('one', 'healthy');
    expect(await python.says('one 100%')).not.toContain('Traceback');
    await python.stop();
  });

  it('resume in Python without a gap when the connection breaks', async () => {
    if (!isInstalled('python3')) return skipped('examples/python: python3 is not installed');
    const server = new AdviceServer();
    await server.start();
    const python = new Running('python3', ['-u', join(EXAMPLES, 'python/advice.py'), server.url]);
    await python.says('openai 75%');
    server.cut();
    server.advise(['qwen']);
    await python.says('qwen 75%');
    expect(server.asked.at(-1)!.headers['last-event-id']).toBe('run1-0');
    await python.stop();
    await server.stop();
  });
});
