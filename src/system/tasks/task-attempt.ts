import type { TaskKind } from './task.ts';
import type { TaskRunner } from './task-queue.ts';

/** One attempt within its deadline, ended early by `stop`. What does not heed its signal is left behind. */
export async function attempt(
  runner: TaskRunner,
  kind: TaskKind,
  timeoutMs: number,
  stop: AbortSignal,
): Promise<unknown> {
  const deadline = new AbortController();
  const signal = AbortSignal.any([deadline.signal, stop]);
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(signal.reason as Error);
  signal.addEventListener('abort', onAbort, { once: true });
  const timer = setTimeout(() => {
    deadline.abort(new Error(`took longer than ${timeoutMs} ms`));
  }, timeoutMs);
  try {
    signal.throwIfAborted();
    return await Promise.race([runner(kind, signal), ended]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
