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

/** Zod's messages in 50 languages, of which the English ones are used: they are evaluated at every start. */
const englishAlone = {
  name: 'english-alone',
  setup({ onLoad }) {
    onLoad({ filter: /zod\/v4\/locales\/index\.js$/ }, () => ({
      contents: `export { default as en } from './en.js';`,
    }));
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
    plugins: [lazyPackages, englishAlone],
    banner: { js: COMMONJS },
    logLevel: 'warning',
  });
  await finish();
  await writeFile(`${dist}server.js`, launcherOf('main'));
  await writeFile(`${dist}worker-only.js`, launcherOf('worker'));
}

/** How esbuild keeps the name of a class, and what it calls for it. */
const CLASS_NAME = /static\s*\{\s*__name\(\s*this,\s*("[^"]+")\);?\s*\}/g;
const NAME_HELPER = /var __name\s*=\s*\(target,\s*value\)\s*=>\s*__defProp\([^)]*\)/;

/**
 * Keeps the names of classes alone. esbuild names functions as well, each time one is made: inside of what answers a
 * request that is a tenth of its cost (measured), and the functions have their names all the same.
 */
function nameClassesAlone(text) {
  return text
    .replaceAll(CLASS_NAME, 'static{Object.defineProperty(this,"name",{value:$1,configurable:!0})}')
    .replace(NAME_HELPER, 'var __name=target=>target');
}

async function finish() {
  let namings = 0;
  for (const name of await readdir(`${dist}bundle`)) {
    if (!name.endsWith('.js')) continue;
    const file = `${dist}bundle/${name}`;
    const written = await readFile(file, 'utf8');
    const text = nameClassesAlone(written);
    namings += NAME_HELPER.test(written) ? 1 : 0;
    await writeFile(file, text);
    warnOfWideText(name, text);
  }
  if (namings === 0)
    console.warn('esbuild names functions in another way than expected: requests will cost more');
}

/** esbuild escapes what is not ASCII but in regular expressions; one such letter doubles what a file takes in memory. */
function warnOfWideText(name, text) {
  const wide = /[^\0-\x7f]/.exec(text);
  if (wide !== null) console.warn(`dist/bundle/${name} is not ASCII, and takes twice its size: ${wide[0]}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundle();
