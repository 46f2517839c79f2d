import { Worker } from 'node:worker_threads';
import { SqliteConnector } from './sqlite-connector.ts';
import type { Statement, StatementResult } from './sqlite-session.ts';
import type { WorkerFailure, WorkerReply, WorkerRequest } from './worker-protocol.ts';

interface Waiting {
  resolve(result: StatementResult): void;
  reject(error: Error): void;
}

/** Beside this file as source and as compiled, and beside the bundle that this file became a part of. */
const WORKER = new URL(
  import.meta.url.endsWith('.ts') ? './sqlite-worker.ts' : './sqlite-worker.js',
  import.meta.url,
);

/** Runs statements in a thread that holds the file, so that a disk that stands still does not stop the event loop. */
export class WorkerConnector extends SqliteConnector {
  readonly #path: string;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #lastId = 0;

  constructor(path: string) {
    super();
    this.#path = path;
  }

  connect(): void {
    if (this.#worker !== null) return;
    const worker = new Worker(WORKER, { workerData: { path: this.#path }, name: 'history', stdin: false });
    // An idle thread must not keep the process alive, one that is asked for something must.
    worker.unref();
    worker.on('message', (reply: WorkerReply) => this.#settle(reply));
    worker.on('error', (error) => this.#lose(worker, error));
    worker.on('exit', () => this.#lose(worker, new Error('the thread of the database has ended')));
    this.#worker = worker;
  }

  /** Never begins a thread: in the midst of a transaction a new one would not be in it. */
  execute(statement: Statement): Promise<StatementResult> {
    const worker = this.#worker;
    if (worker === null) return Promise.reject(new Error('the thread of the database has ended'));
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId;
      this.#waiting.set(id, { resolve, reject });
      worker.ref();
      worker.postMessage({ id, statement } satisfies WorkerRequest, []);
    });
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    if (worker === null) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    worker.ref();
    worker.once('exit', () => resolve());
    worker.postMessage({ id: 0, statement: null } satisfies WorkerRequest, []);
    await promise;
  }

  #settle(reply: WorkerReply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (this.#waiting.size === 0) this.#worker?.unref();
    if ('error' in reply) waiting?.reject(errorOf(reply.error));
    else waiting?.resolve(reply.result);
  }

  #lose(worker: Worker, error: Error): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const each of waiting) each.reject(error);
  }
}

function errorOf({ message, code, errcode }: WorkerFailure): Error {
  return Object.assign(new Error(message), { code, errcode });
}
