// Bundles dist/main.js, as tsc wrote it, into few files: loading hundreds of modules is most of a start.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));

/** Packages that Nest and Fastify look for and work without. */
const OPTIONAL = [
  '@nestjs/microservices',
  '@nestjs/microservices/*',
  '@nestjs/websockets',
  '@nestjs/websockets/*',
  '@nestjs/platform-express',
  '@fastify/static',
  '@fastify/view',
  '@fastify/multipart',
  'class-transformer',
  'class-transformer/*',
  'class-validator',
  'pg-native',
];

/** A package that is imported when it is needed stays where it is: it costs nothing until then. */
const lazyPackages = {
  name: 'lazy-packages',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    );
  },
};

/** CommonJS packages expect these, and a module has none. */
const COMMONJS = [
  "import { createRequire as bundledRequire } from 'node:module';",
  "import { fileURLToPath as bundledPath } from 'node:url';",
  'const require = bundledRequire(import.meta.url);',
  'const __filename = bundledPath(import.meta.url);',
  "const __dirname = bundledPath(new URL('.', import.meta.url));",
].join('\n');

/** Compiled code is kept beside the bundle; where that cannot be written, the start only takes longer. */
const launcherOf = (entry) => `import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

enableCompileCache(fileURLToPath(new URL('./compiled/', import.meta.url)));
await import('./bundle/${entry}.js');
`;

export async function bundle() {
  await build({
    entryPoints: {
      main: `${dist}main.js`,
      worker: `${dist}worker.js`,
      'sqlite-worker': `${dist}history/database/sqlite-worker.js`,
    },
    outdir: `${dist}bundle`,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    // class names are read at run time: in logs and by the injector's messages
    keepNames: true,
    // the source stays in memory; lines are kept short enough to be told in a stack
    minifyWhitespace: true,
    minifySyntax: true,
    lineLimit: 160,
    legalComments: 'none',
    external: OPTIONAL,
    plugins: [lazyPackages],
    banner: { js: COMMONJS },
    logLevel: 'warning',
  });
  await warnOfWideText();
  await writeFile(`${dist}server.js`, launcherOf('main'));
  await writeFile(`${dist}worker-only.js`, launcherOf('worker'));
}

/** esbuild escapes what is not ASCII but in regular expressions; one such letter doubles what a file takes in memory. */
async function warnOfWideText() {
  for (const file of await readdir(`${dist}bundle`)) {
    if (!file.endsWith('.js')) continue;
    const wide = /[^\0-\x7f]/.exec(await readFile(`${dist}bundle/${file}`, 'utf8'));
    if (wide !== null) console.warn(`dist/bundle/${file} is not ASCII, and takes twice its size: ${wide[0]}`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundle();
