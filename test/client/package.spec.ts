import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bundleClient, declareClient } from '../../scripts/build-client.ts';
import { AdviceServer } from '../support/advice-server.ts';
import { skipped } from '../support/skipping.ts';

const run = promisify(execFile);
const MOST_BYTES = 8 * 1024;

/** What every runtime is given to run. */
const PROGRAM = `
import { createClient } from './index.js';
const url = globalThis.process?.argv.at(-1) ?? Deno.args.at(-1);
const client = createClient({ url });
await client.ready();
client.report({ target: client.rank()[0].id, ok: true });
await client.close();
console.log(JSON.stringify({ ranked: client.rank().map(({ id }) => id), ...client.counts() }));
`;

/** Programs that run it, and how. */
const RUNTIMES: readonly (readonly [program: string, args: readonly string[]])[] = [
  [process.execPath, []],
  ['deno', ['run', '--allow-net']],
  ['bun', ['run']],
];

describe('the client as it is published', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bellwether-client-'));
  const server = new AdviceServer();

  beforeAll(async () => {
    await server.start();
    await bundleClient(folder);
    writeFileSync(join(folder, 'program.mjs'), PROGRAM);
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  });

  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  it('is one small module that imports nothing', () => {
    const text = readFileSync(join(folder, 'index.js'), 'utf8');
    expect(text).not.toMatch(/\bimport\b|\brequire\(/);
    expect(statSync(join(folder, 'index.js')).size).toBeLessThanOrEqual(MOST_BYTES);
  });

  it.each(RUNTIMES)('runs on %s', async (program, args) => {
    if (spawnSync(program, ['--version']).error !== undefined) {
      return skipped(`the client is not run on ${program}: it is not installed`);
    }
    const { stdout } = await run(program, [...args, join(folder, 'program.mjs'), server.url]);
    expect(JSON.parse(stdout)).toEqual({
      ranked: ['openai', 'anthropic'],
      queued: 0,
      accepted: 1,
      rejected: 0,
      dropped: 0,
    });
  });

  it('has types that need neither Node nor anything else', () => {
    declareClient(folder);
    const user = `import { createClient, type Candidate } from './index.js';
const picked: Candidate | null = createClient({ url: 'https://example.com', targets: ['openai'] }).pick();
export const id: string | undefined = picked?.id;
// @ts-expect-error the address must be given
createClient({});
`;
    writeFileSync(join(folder, 'user.ts'), user);
    const tsc = join(import.meta.dirname, '../../node_modules/typescript/bin/tsc');
    const options = { strict: true, module: 'nodenext', target: 'es2022', lib: ['es2022', 'dom'], types: [] };
    const project = { compilerOptions: { ...options, noEmit: true }, files: ['user.ts'] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(project));
    const { stdout } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
    expect(stdout).toBe('');
  });
});
