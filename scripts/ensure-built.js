// Builds when a source is newer than the last build, and does nothing otherwise.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = join(root, 'dist', '.built');
/** Holds the id of the process that builds; beside dist, which a build takes away. */
const lock = join(root, 'node_modules', '.bellwether-build');
const LOOK_AGAIN_MS = 200;
const INPUTS = [
  'src',
  'tsconfig.json',
  'tsconfig.build.json',
  'nest-cli.json',
  'package-lock.json',
  'scripts/bundle.js',
];

/** Folders count as well: removing a file changes nothing else. */
function newestMs(path) {
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return mtimeMs;
  const names = readdirSync(path).filter((name) => !name.endsWith('.spec.ts'));
  return Math.max(mtimeMs, ...names.map((name) => newestMs(join(path, name))));
}

function isStale() {
  if (!existsSync(stamp) || !existsSync(join(root, 'dist', 'server.js'))) return true;
  const present = INPUTS.map((name) => join(root, name)).filter((path) => existsSync(path));
  return Math.max(...present.map(newestMs)) > statSync(stamp).mtimeMs;
}

function compile() {
  const nest = createRequire(import.meta.url).resolve('@nestjs/cli/bin/nest.js');
  const { status } = spawnSync(process.execPath, [nest, 'build'], { cwd: root, stdio: 'inherit' });
  if (status === 0) return;
  console.error('Bellwether cannot start: nest build failed, the errors are above');
  process.exit(1);
}

export async function build() {
  const begun = new Date();
  compile();
  const { bundle } = await import('./bundle.js');
  await bundle();
  writeFileSync(stamp, '');
  // what was saved while the build ran is newer than the build
  utimesSync(stamp, begun, begun);
}

/** A package without sources, as in an image, is run as it was built. */
export async function ensureBuilt() {
  if (!existsSync(join(root, 'src')) || !isStale()) return;
  await takeLock();
  const unlock = () => rmSync(lock, { force: true });
  // also where the build fails, which ends the process
  process.once('exit', unlock);
  try {
    // another process may have built while this one waited
    if (!isStale()) return;
    console.error('building, once after an install or a change (some 15 s) …');
    await build();
  } finally {
    unlock();
    process.off('exit', unlock);
  }
}

/** Two builds at once would take each other's files away. */
async function takeLock() {
  for (;;) {
    try {
      return writeFileSync(lock, String(process.pid), { flag: 'wx' });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (isAbandoned()) rmSync(lock, { force: true });
      else await wait(LOOK_AGAIN_MS);
    }
  }
}

/** A lock of a process that was killed. One that is just being written has no id yet, and one just removed is no more. */
function isAbandoned() {
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    return pid > 0 && !process.kill(pid, 0);
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await (process.argv.includes('--force') ? build() : ensureBuilt());
}
