import { z } from 'zod';
import type { EpochMs } from '../../clock/clock.ts';
import type { AlertBook } from '../lifecycle/alert-book.ts';
import type { SavedLifecycle } from '../store/alert-store.ts';

const KEY = 'engine';
const schema = z.object({ at: z.number() });
/** As Prometheus' `for` outage tolerance: after a longer gap nobody knows whether the condition lasted. */
const TOLERATED_GAP_MS = 3_600_000;

/** Says until when we were there to see. */
export function heartbeat(at: EpochMs): SavedLifecycle {
  return { key: KEY, value: JSON.stringify({ at }) };
}

export function lastHeartbeat(saved: readonly SavedLifecycle[]): EpochMs | null {
  const entry = saved.find(({ key }) => key === KEY);
  return entry === undefined ? null : schema.parse(JSON.parse(entry.value)).at;
}

/** What was pending goes on waiting from when it began; after a long gap it begins anew. */
export function pendingAfterDowntime(book: AlertBook, lastAt: EpochMs | null, now: EpochMs): void {
  if (lastAt === null || now - lastAt <= TOLERATED_GAP_MS) return;
  for (const record of book.all()) {
    if (record.alert?.state === 'pending') record.amend({ since: now, updatedAt: now });
  }
}
