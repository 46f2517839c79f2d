import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pack, run } from '../../scripts/package/pack.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

interface Dependencies {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** An example outside this checkout, with the packed tarball in its node_modules, and of our packages what the two name. */
export class PackedApp {
  readonly folder: string;
  readonly #temporary: string;

  private constructor(temporary: string) {
    this.#temporary = temporary;
    this.folder = join(temporary, 'app');
  }

  static install(example: string): PackedApp {
    const temporary = mkdtempSync(join(tmpdir(), 'bellwether-app-'));
    const app = new PackedApp(temporary);
    const { folder } = pack(temporary);
    for (const name of ['src', 'package.json', 'tsconfig.json'])
      cpSync(join(ROOT, 'examples', example, name), join(app.folder, name), { recursive: true });
    const bellwether = join(app.folder, 'node_modules', 'bellwether');
    mkdirSync(dirname(bellwether), { recursive: true });
    renameSync(folder, bellwether);
    const own = dependenciesOf(join(app.folder, 'package.json'));
    const { dependencies, peerDependencies } = dependenciesOf(join(bellwether, 'package.json'));
    const needed = { ...own.dependencies, ...own.devDependencies, ...dependencies, ...peerDependencies };
    for (const name of Object.keys(needed).filter((each) => each !== 'bellwether')) app.#link(name);
    return app;
  }

  /** Type-checks against the packed declarations, and compiles. @throws Error with what the compiler says */
  compile(): void {
    run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc')], this.folder);
  }

  start(file: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): RunningProcess {
    const child = spawn(process.execPath, [join(this.folder, file), ...args], {
      cwd: this.folder,
      env: { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1', ...env },
    });
    return new RunningProcess(child);
  }

  remove(): void {
    rmSync(this.#temporary, { recursive: true, force: true });
  }

  #link(name: string): void {
    const link = join(this.folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), link);
  }
}

/** A process of which what it says is kept. */
export class RunningProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<[code: number | null, signal: string | null]>;
  #output = '';

  constructor(child: ChildProcess) {
    this.#child = child;
    this.#ended = once(child, 'close') as Promise<[number | null, string | null]>;
    for (const stream of [child.stdout!, child.stderr!])
      stream.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
  }

  get output(): string {
    return this.#output;
  }

  /** Resolves with what the pattern captures, once the process has said so. */
  async says(pattern: RegExp): Promise<string> {
    const ended = this.#ended.then(() => 'ended' as const);
    for (;;) {
      const found = pattern.exec(this.#output);
      if (found !== null) return found[1]!;
      const more = once(this.#child.stdout!, 'data').then(() => 'more' as const);
      if ((await Promise.race([more, ended])) === 'ended')
        throw new Error(`ended without saying ${pattern}: ${this.#output}`);
    }
  }

  ended(): Promise<[code: number | null, signal: string | null]> {
    return this.#ended;
  }

  terminate(): Promise<[code: number | null, signal: string | null]> {
    this.#child.kill('SIGTERM');
    return this.#ended;
  }
}

function dependenciesOf(file: string): Dependencies {
  return JSON.parse(readFileSync(file, 'utf8')) as Dependencies;
}
