import { parentPort, workerData } from 'node:worker_threads';
import { SqliteSession, type Statement } from './sqlite-session.ts';
import type { WorkerReply, WorkerRequest } from './worker-protocol.ts';

/** The thread that holds a SQLite file: answers one request after the other, in their order. */
const session = new SqliteSession((workerData as { path: string }).path);

function answer(id: number, statement: Statement): WorkerReply {
  try {
    return { id, result: session.execute(statement) };
  } catch (error) {
    const { message, code, errcode } = error as Error & { code?: string; errcode?: number };
    return { id, error: { message, code: code ?? null, errcode: errcode ?? null } };
  }
}

parentPort?.on('message', (request: WorkerRequest) => {
  if (request.statement !== null) {
    parentPort?.postMessage(answer(request.id, request.statement), []);
    return;
  }
  session.close();
  parentPort?.close();
});
