import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { BuiltServer } from '../support/built-server.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const WATCH = fileURLToPath(new URL('../support/import-watch.js', import.meta.url));

/** Loaded when they are needed: some applications never do, and all of them start faster. */
const HEAVY = [
  'openai',
  '@anthropic-ai/sdk',
  '@google/genai',
  'bullmq',
  'ioredis',
  'pg',
  'nodemailer',
  'systeminformation',
  'swagger-ui-dist',
];
/** Of the server alone: an application on Express needs none of them. */
const SERVER = ['fastify', '@nestjs/platform-fastify', '@fastify/helmet', 'nestjs-pino', 'pino', 'pino-http'];

interface Report {
  readonly env: readonly string[];
  readonly files: readonly string[];
  readonly modules: readonly string[];
  readonly resources: readonly string[];
  readonly listeners: Readonly<Record<'before' | 'after', Readonly<Record<string, number>>>>;
}

/** In a process of its own, which must come to its end by itself. */
function imported(module: string): Report {
  const folder = mkdtempSync(join(tmpdir(), 'bellwether-import-'));
  const report = join(folder, 'report.json');
  try {
    const { status, signal } = spawnSync(
      process.execPath,
      [WATCH, pathToFileURL(`${ROOT}${module}`).href, report],
      // without pipes: whoever looks at the standard output opens one
      { cwd: ROOT, stdio: 'ignore', env: { ...process.env, NODE_OPTIONS: '' }, timeout: 25_000 },
    );
    if (status !== 0) throw new Error(`${module}: ended with ${status ?? signal}`);
    return JSON.parse(readFileSync(report, 'utf8')) as Report;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function packageOf(file: string): string | null {
  const [, below] = file.split(/node_modules\/(?!.*node_modules\/)/u);
  return below === undefined ? null : /^(?:@[^/]+\/)?[^/]+/u.exec(below)![0];
}

describe("import 'bellwether'", () => {
  let report: Report;

  beforeAll(() => {
    BuiltServer.build();
    report = imported('dist/index.js');
  }, 240_000);

  it('reads no variable, and no file but the package.json that tells its version', () => {
    expect(report.env).toEqual([]);
    expect(report.files.filter((path) => !path.endsWith('package.json'))).toEqual([]);
  });

  it('leaves nothing running, and listens to nothing of the process', () => {
    expect(report.resources).toEqual([]);
    expect(report.listeners.after).toEqual(report.listeners.before);
  });

  it('loads neither what is heavy nor what the server alone needs', () => {
    const loaded = new Set(report.modules.map(packageOf));
    expect(loaded).toContain('@nestjs/core');
    expect([...HEAVY, ...SERVER].filter((name) => loaded.has(name))).toEqual([]);
  });
});

it('would see what a module does that is not so quiet', () => {
  const report = imported('test/support/noisy-module.js');
  expect(report.env).toEqual(['HOME']);
  expect(report.files).toEqual(['package.json']);
  expect(report.listeners.after['SIGUSR2']).toBe(1);
  expect(report.resources).toContain('Timeout');
  expect(report.modules.map(packageOf)).toContain('pino');
});
