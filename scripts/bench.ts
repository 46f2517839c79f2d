import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { basename, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { closest } from '../src/settings/did-you-mean.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SUFFIX = '.bench.ts';
const USAGE = `npm run bench                     lists the benches
npm run bench -- NAME [--json]    runs one; --json prints its figures as one JSON object on the last line
`;

/** The benches by name; those that share one are told apart by their folder: `history/read`. */
function benches(): Map<string, string> {
  const files = globSync(`bench/**/*${SUFFIX}`, { cwd: ROOT }).toSorted();
  const names = files.map((file) => basename(file, SUFFIX));
  const isShared = (name: string): boolean => names.indexOf(name) !== names.lastIndexOf(name);
  const longName = (file: string): string => relative('bench', file).slice(0, -SUFFIX.length);
  return new Map(files.map((file, i) => [isShared(names[i]!) ? longName(file) : names[i]!, file]));
}

/** The first sentence of the comment that tells of the whole file: one that belongs to no declaration. */
function purposeOf(file: string): string {
  const text = readFileSync(`${ROOT}${file}`, 'utf8');
  const comment = /^\/\*\*?((?:(?!\*\/)[\s\S])*)\*\/\n(?=\n|import )/m.exec(text)?.[1];
  if (comment === undefined) return file;
  const words = comment
    .replaceAll(/^\s*\* ?/gm, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return /^.*?[.:](?= |$)/.exec(words)?.[0].slice(0, -1) ?? words;
}

function list(all: ReadonlyMap<string, string>): void {
  const width = Math.max(...[...all.keys()].map((name) => name.length));
  const lines = [...all].map(([name, file]) => `  ${name.padEnd(width)}  ${purposeOf(file)}\n`);
  process.stdout.write(`${USAGE}\n${lines.join('')}`);
}

function refuse(name: string, all: ReadonlyMap<string, string>): void {
  const near = [...all.keys()].filter((each) => each.includes(name) || name.includes(each));
  const likely = near.length > 0 ? near : [closest(name, all.keys())].filter((each) => each !== null);
  const hint = likely.length > 0 ? `; did you mean ${likely.join(' or ')}?` : '';
  process.stderr.write(`no bench is named ${JSON.stringify(name)}${hint}\n\n`);
  process.stderr.write(`there are: ${[...all.keys()].join(', ')}\n`);
  process.exitCode = 1;
}

function run(file: string, options: readonly string[]): void {
  const { status } = spawnSync(process.execPath, ['--expose-gc', file, ...options], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
}

const [name, ...options] = process.argv.slice(2);
const all = benches();
const file = name === undefined ? undefined : all.get(name);
if (name === undefined || name === '--help') list(all);
else if (file === undefined) refuse(name, all);
else run(file, options);
