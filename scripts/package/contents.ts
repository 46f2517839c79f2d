import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { declarationsFrom, packagesOf } from './imports.ts';
import type { Packed } from './pack.ts';

/** What a user, the bin, or a tool looks for. */
const EXPECTED = [
  'package.json',
  'README.md',
  'LICENSE',
  'CHANGELOG.md',
  'config/bellwether.yaml',
  'config/bellwether.schema.json',
  'dist/index.js',
  'dist/index.d.ts',
  'dist/client/index.js',
  'dist/client/index.d.ts',
  'dist/cli.js',
  'dist/main.js',
  'dist/worker.js',
  'dist/history/database/sqlite-worker.js',
];
const ALLOWED = [
  /^(?:package\.json|README\.md|LICENSE|CHANGELOG\.md)$/u,
  /^config\/bellwether\.(?:yaml|schema\.json)$/u,
  // the dashboard's files are whatever a browser takes
  /^dist\/(?!bundle\/|compiled\/|server\.js|worker-only\.js).+\.(?:js|d\.ts|css|html|svg|woff2|ico|png|webmanifest|json)$/u,
];
const UNWANTED = /\.(?:spec|test|bench|simulator)\.|\.map$|\.tsbuildinfo$/u;
/** Private keys, and keys as our providers and channels write them. */
const SECRET =
  /-----BEGIN [A-Z ]*PRIVATE KEY-----\s*[A-Za-z0-9+/]{16}|\b(?:sk-(?:proj-|ant-)?|AIza|xox[bp]-|ghp_|whsec_)[A-Za-z0-9_-]{24,}/u;
const SOURCE_MAP = /^\/\/# sourceMappingURL=(?!data:)(\S+)$/mu;
const TYPES_OF_NODE = 'node';

interface PackageJson {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

/** What is wrong with the files of a package; nothing, where it may be published. */
export function problemsOf(packed: Packed): string[] {
  return [
    ...missing(packed),
    ...packed.files.flatMap(({ path }) => problemsOfFile(packed.folder, path)),
    ...undeclared(packed),
  ];
}

function missing({ files }: Packed): string[] {
  const paths = new Set(files.map(({ path }) => path));
  return EXPECTED.filter((path) => !paths.has(path)).map((path) => `${path}: missing`);
}

function problemsOfFile(folder: string, path: string): string[] {
  const problems: string[] = [];
  const file = join(folder, path);
  const text = readFileSync(file, 'utf8');
  if (!ALLOWED.some((pattern) => pattern.test(path)) || UNWANTED.test(path))
    problems.push(`${path}: does not belong into the package`);
  if ([resolve('.'), homedir()].some((place) => text.includes(`${place}/`)))
    problems.push(`${path}: holds a path of this machine`);
  if (SECRET.test(text)) problems.push(`${path}: holds what looks like a secret`);
  const map = SOURCE_MAP.exec(text)?.[1];
  if (map !== undefined && !existsSync(join(dirname(file), map)))
    problems.push(`${path}: its source map ${map} is not there`);
  return problems;
}

/** What the code or its types import is installed with the package, or is already there. */
function undeclared({ folder, files }: Packed): string[] {
  const { dependencies, peerDependencies } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  ) as PackageJson;
  const known = new Set([...Object.keys(dependencies), ...Object.keys(peerDependencies), TYPES_OF_NODE]);
  const code = files.filter(({ path }) => path.endsWith('.js')).map(({ path }) => join(folder, path));
  const types = declarationsFrom(join(folder, 'dist/index.d.ts'));
  return [...packagesOf([...code, ...types])]
    .filter((name) => !known.has(name))
    .map((name) => `${name}: imported, and no dependency of the package`);
}
