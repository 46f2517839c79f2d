// Makes dist/client: the client as one module that imports nothing, and its types. `bellwether/client` is that folder.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Writes index.js to that folder. */
export async function bundleClient(folder: string): Promise<void> {
  await build({
    entryPoints: [join(root, 'client', 'index.ts')],
    outfile: join(folder, 'index.js'),
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    // private fields, top-level await and all that Node 18, Deno, Bun and browsers of 2022 know
    target: 'es2022',
    minify: true,
    logLevel: 'warning',
  });
}

/** Writes the types to that folder. */
export function declareClient(folder: string): void {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const project = join(root, 'client', 'tsconfig.json');
  const { status } = spawnSync(process.execPath, [tsc, '-p', project, '--outDir', folder], {
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('the types of the client could not be written, the errors are above');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = join(root, 'dist', 'client');
  await bundleClient(folder);
  declareClient(folder);
}
