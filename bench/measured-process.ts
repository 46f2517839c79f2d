import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

const START_DEADLINE_MS = 60_000;
const STOP_DEADLINE_MS = 10_000;
const KEPT_CHARACTERS = 64 * 1024;
/** The kernel counts a process's time in hundredths of a second (USER_HZ, the same on all of Linux). */
const MS_PER_TICK = 10;
/** Fields of /proc/PID/stat, counted from behind the name of the command, which may hold blanks. */
const USER_TICKS = 11;
const SYSTEM_TICKS = 12;

export interface ProcessOptions {
  /** Node unless told. */
  readonly command?: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** What it prints when it is ready. */
  readonly ready: RegExp;
}

/** A process of its own whose cost the kernel tells: the bench around it takes no part in the figures. Linux only. */
export class MeasuredProcess {
  readonly #child: ChildProcess;
  /** What matched `ready`. */
  readonly ready: RegExpExecArray;

  private constructor(child: ChildProcess, ready: RegExpExecArray) {
    this.#child = child;
    this.ready = ready;
  }

  static async start(options: ProcessOptions): Promise<MeasuredProcess> {
    const { command = process.execPath, args, env = {}, cwd } = options;
    const child = spawn(command, args, {
      cwd,
      env: { PATH: process.env['PATH'], NODE_NO_WARNINGS: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new MeasuredProcess(child, await readiness(child, options));
  }

  /** CPU of all its threads since it began, milliseconds. */
  cpuMs(): number {
    const stat = readFileSync(`/proc/${this.#child.pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[USER_TICKS]) + Number(fields[SYSTEM_TICKS])) * MS_PER_TICK;
  }

  rssMb(): number {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    const impatience = setTimeout(() => this.#child.kill('SIGKILL'), STOP_DEADLINE_MS);
    await exit;
    clearTimeout(impatience);
  }
}

async function readiness(child: ChildProcess, { ready, args }: ProcessOptions): Promise<RegExpExecArray> {
  const { promise, resolve, reject } = Promise.withResolvers<RegExpExecArray>();
  let text = '';
  const look = (chunk: string): void => {
    text = (text + chunk).slice(-KEPT_CHARACTERS);
    const match = ready.exec(text);
    if (match !== null) resolve(match);
  };
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', look);
  const fail = (what: string): void => reject(new Error(`${args.join(' ')} ${what}:\n${text}`));
  child.once('error', (error) => fail(`could not be started (${error.message})`));
  child.once('exit', (code) => fail(`ended with ${code} before it was ready`));
  const deadline = setTimeout(() => fail(`was not ready within ${START_DEADLINE_MS} ms`), START_DEADLINE_MS);
  try {
    return await promise;
  } finally {
    clearTimeout(deadline);
    for (const stream of [child.stdout, child.stderr]) stream?.off('data', look).resume();
  }
}
