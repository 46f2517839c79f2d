import { statSync } from 'node:fs';

/** What tells one state of a file from another; follows links, as Kubernetes swaps a link to change a config map. */
export function fingerprint(file: string): string {
  const stat = statSync(file, { bigint: true, throwIfNoEntry: false });
  if (stat === undefined) return 'missing';
  return [stat.dev, stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join(' ');
}
