// npm run check:package: packs, and looks at the tarball as those who install it will.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { problemsOf } from './package/contents.ts';
import { pack, run, type Packed } from './package/pack.ts';

async function publishProblems({ tarball }: Packed): Promise<string[]> {
  const bytes = readFileSync(tarball);
  const { messages, pkg } = await publint({
    pack: { tarball: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) },
    strict: true,
  });
  return messages
    .filter(({ type }) => type !== 'suggestion')
    .map((message) => `publint: ${formatMessage(message, pkg) ?? message.code}`);
}

/** An ESM package: CommonJS users of Node 24 `require` it as it is. */
function typeProblems({ tarball }: Packed): string[] {
  try {
    run('attw', [tarball, '--profile', 'esm-only', '--no-color', '--no-emoji']);
    return [];
  } catch (error) {
    return [String(error)];
  }
}

const inMiB = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(2)} MiB`;

const folder = mkdtempSync(join(tmpdir(), 'bellwether-pack-'));
try {
  const packed = pack(folder);
  const problems = [...problemsOf(packed), ...(await publishProblems(packed)), ...typeProblems(packed)];
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
  else {
    const size = `${inMiB(packed.tarballBytes)} packed, ${inMiB(packed.unpackedBytes)} unpacked`;
    console.log(`${packed.files.length} files, ${size}: nothing wrong by its contents, publint and attw`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
