import { setTimeout as delay } from 'node:timers/promises';
import type { AlertChannel, SendOutcome } from '../channels/alert-channel.ts';
import type { AlertMessage } from '../notification.ts';
import type { AttemptOutcome } from './delivery-plan.ts';
import { noAnswer } from './queued-message.ts';

/** chosen: a channel that does not heed its signal is left to itself after so long. */
const GRACE_MS = 250;

/**
 * One attempt, which ends at its deadline whatever the channel does, and never rejects.
 * @param stop ends it before
 */
export async function attempt(
  channel: AlertChannel,
  message: AlertMessage,
  timeoutMs: number,
  stop: AbortSignal,
): Promise<AttemptOutcome> {
  const answered = new AbortController();
  const signal = AbortSignal.any([deadline(timeoutMs, answered.signal), stop]);
  try {
    const outcome = await Promise.race([
      channel.send(message, signal),
      leftAlone(signal, answered.signal, noAnswer(timeoutMs)),
    ]);
    if (outcome.kind !== 'retry') return { outcome, mayHaveArrived: false };
    if (signal.aborted) return uncertain(noAnswer(timeoutMs));
    return { outcome, mayHaveArrived: outcome.mayHaveArrived ?? false };
  } catch (error) {
    // A channel should never throw, and what it says then may hold a secret.
    return uncertain(`the channel failed: ${error instanceof Error ? error.name : 'unknown error'}`);
  } finally {
    answered.abort();
  }
}

function uncertain(error: string): AttemptOutcome {
  return { outcome: { kind: 'retry', error, retryAfterMs: null }, mayHaveArrived: true };
}

function deadline(timeoutMs: number, answered: AbortSignal): AbortSignal {
  const passed = new AbortController();
  after(timeoutMs, answered, () => passed.abort());
  return passed.signal;
}

/** What is said of a channel that has not answered some time after the signal. */
function leftAlone(signal: AbortSignal, answered: AbortSignal, error: string): Promise<SendOutcome> {
  const { promise, resolve } = Promise.withResolvers<SendOutcome>();
  const giveUp = (): void =>
    after(GRACE_MS, answered, () => resolve({ kind: 'retry', error, retryAfterMs: null }));
  if (signal.aborted) giveUp();
  else signal.addEventListener('abort', giveUp, { once: true, signal: answered });
  return promise;
}

function after(ms: number, unless: AbortSignal, run: () => void): void {
  // The wait that is called off rejects, and nobody is left to hear it.
  delay(ms, undefined, { signal: unless, ref: false }).then(run, () => {});
}
