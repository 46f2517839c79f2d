import { setTimeout as delay } from 'node:timers/promises';
import { Problem } from '../../problems/problem.ts';

/** chosen: who waits longer for an answer has given up; a query of ours takes milliseconds. */
const PATIENCE_MS = 10_000;
const RETRY_AFTER_SECONDS = 5;

/**
 * What the store answers.
 * @throws Problem 503 where it rejects or does not answer in time
 */
export async function answerOf<T>(asked: Promise<T>, patienceMs = PATIENCE_MS): Promise<T> {
  const answered = new AbortController();
  const impatience = delay(patienceMs, null, { ref: false, signal: answered.signal }).then(() => {
    throw new Error(`the store has not answered within ${patienceMs} ms`);
  });
  try {
    return await Promise.race([asked, impatience]);
  } catch (error) {
    throw unavailable(error);
  } finally {
    // The wait that is called off rejects, and nobody is left to hear it.
    impatience.catch(() => {});
    answered.abort();
  }
}

/** The same for what it answers page by page. */
export async function* answersOf<T>(pages: AsyncIterable<T>): AsyncGenerator<T> {
  const iterator = pages[Symbol.asyncIterator]();
  try {
    for (;;) {
      const { done, value } = await answerOf(iterator.next());
      if (done === true) return;
      yield value;
    }
  } finally {
    await iterator.return?.();
  }
}

function unavailable(cause: unknown): Problem {
  return new Problem({
    status: 503,
    title: 'History unavailable',
    detail: 'the history store does not answer; monitoring goes on',
    headers: { 'retry-after': String(RETRY_AFTER_SECONDS) },
    cause,
  });
}
