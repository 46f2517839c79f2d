import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { problemsOf } from '../../scripts/package/contents.ts';

const WHOLE: Readonly<Record<string, string>> = {
  'package.json': '{"dependencies":{"zod":"^4.0.0"},"peerDependencies":{"@nestjs/common":"^12.0.0"}}',
  'README.md': 'Set OPENAI_API_KEY=sk-…',
  LICENSE: '',
  'CHANGELOG.md': '',
  'config/bellwether.yaml': 'api_key: ${OPENAI_API_KEY:-}',
  'config/bellwether.schema.json': '{}',
  'dist/index.js': "import { z } from 'zod';\nimport './cli.js';\nimport 'node:fs';\n",
  'dist/index.d.ts': "import type { Type } from '@nestjs/common';\nexport type { Own } from './own.ts';\n",
  'dist/own.d.ts': 'export interface Own {}\n',
  'dist/client/index.js': '',
  'dist/client/index.d.ts': '',
  'dist/cli.js': "const { x } = await import('zod/mini');\n",
  'dist/main.js': 'throw new Error(\'got it from "somewhere"\');\n',
  'dist/worker.js': '',
  'dist/history/database/sqlite-worker.js': '',
};

describe('what is said of the files of a package', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bellwether-contents-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** @param change content by path; null takes a file away */
  function problemsWith(change: Readonly<Record<string, string | null>>): string[] {
    const all = Object.entries({ ...WHOLE, ...change }).filter(([, text]) => text !== null);
    for (const [path, text] of all) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text!);
    }
    const files = all.map(([path, text]) => ({ path, size: text!.length }));
    return problemsOf({ folder, files, tarball: '', tarballBytes: 0, unpackedBytes: 0 });
  }

  it('is nothing where it is whole', () => {
    expect(problemsWith({})).toEqual([]);
  });

  it.each<[what: string, change: Readonly<Record<string, string | null>>, problem: RegExp]>([
    ['a file that users need is missing', { LICENSE: null }, /^LICENSE: missing$/],
    ['a test is in it', { 'dist/a.spec.js': '' }, /^dist\/a\.spec\.js: does not belong/],
    ['a source is in it', { 'src/a.ts': '' }, /^src\/a\.ts: does not belong/],
    ['the bundle is in it', { 'dist/bundle/main.js': '' }, /^dist\/bundle\/main\.js: does not belong/],
    ['a secret file is in it', { '.env': '' }, /^\.env: does not belong/],
    [
      'a path of this machine is in it',
      { 'dist/a.js': `'${resolve('.')}/x'` },
      /holds a path of this machine/,
    ],
    ['a key is in it', { 'dist/a.js': `'sk-${'a1'.repeat(20)}'` }, /holds what looks like a secret/],
    [
      'a source map leads nowhere',
      { 'dist/a.js': '//# sourceMappingURL=a.js.map' },
      /a\.js\.map is not there/,
    ],
    ['code imports what nobody installs', { 'dist/a.js': "import 'left-pad';" }, /^left-pad: imported/],
    ['types import what nobody installs', { 'dist/own.d.ts': "import 'pg';" }, /^pg: imported/],
  ])('is told when %s', (_what, change, problem) => {
    expect(problemsWith(change)).toEqual([expect.stringMatching(problem)]);
  });

  it('is told when declarations name a file that is not there', () => {
    expect(() => problemsWith({ 'dist/own.d.ts': null })).toThrow('./own.ts: no such declarations');
  });
});
