import { randomUUID } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { existingFolder } from '../../host/data-folder.ts';
import { ComponentCheck, type ComponentReading, reading } from '../component.ts';

/** Whether what we write arrives: a few bytes go to the disk and are read back. */
export class DataWritableCheck extends ComponentCheck {
  readonly name = 'data_writable';
  override readonly isCritical = true;
  readonly #folder: () => string | null;

  /** @param folder null where nothing is kept on this host */
  constructor(folder: () => string | null) {
    super();
    this.#folder = folder;
  }

  async check(): Promise<ComponentReading> {
    const wanted = this.#folder();
    if (wanted === null) return reading('healthy', 'nothing is kept on this host');
    const folder = await existingFolder(wanted);
    const content = randomUUID();
    const file = join(folder, `.bellwether-${content}`);
    try {
      const back = await writtenAndRead(file, content);
      return back === content ? reading('healthy') : reading('unhealthy', 'what was written reads otherwise');
    } catch (error) {
      return reading('unhealthy', `cannot write: ${codeOf(error)}`);
    } finally {
      await rm(file, { force: true }).catch(() => undefined);
    }
  }
}

async function writtenAndRead(file: string, content: string): Promise<string> {
  const handle = await open(file, 'wx+', 0o600);
  try {
    await handle.write(content);
    await handle.datasync();
    const { buffer } = await handle.read(Buffer.alloc(content.length), 0, content.length, 0);
    return buffer.toString();
  } finally {
    await handle.close();
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}
