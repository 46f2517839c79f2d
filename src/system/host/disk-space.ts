import { statfs } from 'node:fs/promises';
import { existingFolder } from './data-folder.ts';
import { rounded } from './host-report.ts';

const GIGABYTE = 1024 ** 3;

export interface DiskSpace {
  readonly percentUsed: number;
  readonly freeGb: number;
  readonly totalGb: number;
}

/** Of the file system that the folder is, or will be, on. @throws where it cannot be told */
export async function diskSpaceOf(folder: string): Promise<DiskSpace> {
  const { blocks, bavail, bfree, bsize } = await statfs(await existingFolder(folder));
  // As df has it: what only the superuser may fill is neither free nor part of the whole.
  const usable = blocks - bfree + bavail;
  return {
    percentUsed: usable === 0 ? 100 : rounded(((blocks - bfree) / usable) * 100),
    freeGb: rounded((bavail * bsize) / GIGABYTE, 2),
    totalGb: rounded((blocks * bsize) / GIGABYTE, 2),
  };
}
