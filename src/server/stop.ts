/** `timed_out` leaves work behind that would not end. */
export type StopOutcome = 'stopped' | 'timed_out';

/** Waits for a stop, and no longer than that. A stop that fails rejects. */
export async function stopWithin(timeoutMs: number, stop: () => Promise<void>): Promise<StopOutcome> {
  const { promise: deadline, resolve } = Promise.withResolvers<StopOutcome>();
  const timer = setTimeout(() => resolve('timed_out'), timeoutMs);
  try {
    return await Promise.race([stop().then((): StopOutcome => 'stopped'), deadline]);
  } finally {
    clearTimeout(timer);
  }
}
