import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What `npm pack` made, unpacked beside it. */
export interface Packed {
  readonly tarball: string;
  /** Where its files are. */
  readonly folder: string;
  /** Paths in it, with their sizes. */
  readonly files: readonly { readonly path: string; readonly size: number }[];
  readonly tarballBytes: number;
  readonly unpackedBytes: number;
}

interface Report {
  readonly filename: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

/**
 * Packs as a publisher does, which builds first where that is needed, and unpacks into `folder/package`.
 *
 * @throws Error with what npm or tar said
 */
export function pack(folder: string): Packed {
  const said = run('npm', ['pack', '--json', '--pack-destination', folder]);
  // what the build says comes before
  const [report] = JSON.parse(said.slice(said.search(/^\[$/mu))) as [Report];
  const tarball = join(folder, report.filename);
  run('tar', ['-xzf', tarball, '-C', folder]);
  return {
    tarball,
    folder: join(folder, 'package'),
    files: report.files,
    tarballBytes: report.size,
    unpackedBytes: report.unpackedSize,
  };
}

/** @returns what it wrote to the standard output */
export function run(program: string, args: readonly string[], cwd: string = ROOT): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  if (status === 0) return stdout;
  throw new Error(`${program} ${args.join(' ')}: ${error?.message ?? `${stdout}${stderr}`}`);
}
