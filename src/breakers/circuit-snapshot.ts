import { z } from 'zod';
import type { EpochMs } from '../clock/clock.ts';

/** What of a circuit survives a restart; plain JSON, times in epoch milliseconds. */
export const circuitSnapshotSchema = z.object({
  targetId: z.string(),
  state: z.enum(['closed', 'open', 'half_open']),
  openedAt: z.number().nullable(),
  retryAt: z.number().nullable(),
  forced: z.boolean(),
  forcedUntil: z.number().nullable(),
  reason: z.string().nullable(),
  /** Openings since the last calm: how far the reset timeout has grown. */
  openings: z.int().min(0),
  requiredDepth: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  isOpenForSlowness: z.boolean(),
});

export type CircuitSnapshot = z.infer<typeof circuitSnapshotSchema>;

/**
 * When a restored circuit may run its next trial; null while it is forced. A wall clock that was stepped meanwhile
 * must not lock a target out for longer than the longest wait.
 */
export function retryAfterRestart(
  saved: CircuitSnapshot,
  now: EpochMs,
  longestWaitMs: number,
): EpochMs | null {
  const { state, forced, retryAt } = saved;
  if (forced) return null;
  if (state === 'half_open' || retryAt === null) return now;
  return Math.min(Math.max(retryAt, now), now + longestWaitMs);
}
