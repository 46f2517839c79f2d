import type { Observation } from '../../observations/observation.ts';
import type { HistoryRecord, RecordKey } from '../history-record.ts';
import type { HistoryStore } from '../history-store.ts';

/** As many as a target shows. */
const SHOWN = 20;
const PAGE = 100;
/** chosen: behind this many failed calls nobody looks for checks. */
const MOST_PAGES = 5;

/** The newest checks of a target that are kept, oldest first: to be shown again after a restart. */
export async function recentChecksOf(store: HistoryStore, targetId: string): Promise<Observation[]> {
  const found: HistoryRecord[] = [];
  let after: RecordKey | null = null;
  for (let page = 0; page < MOST_PAGES && found.length < SHOWN; page++) {
    const { records, next }: { records: readonly HistoryRecord[]; next: RecordKey | null } =
      await store.records({
        targetId,
        from: 0,
        to: Number.MAX_SAFE_INTEGER,
        outcome: 'any',
        order: 'newest_first',
        limit: PAGE,
        after,
      });
    found.push(...records.filter(({ source }) => source === 'probe'));
    if (next === null) break;
    after = next;
  }
  return found.slice(0, SHOWN).toReversed().map(observationOf);
}

function observationOf({ seq: _seq, status: _status, ...kept }: HistoryRecord): Observation {
  // It was observed before our monotonic clock began.
  return { ...kept, ok: kept.failure === null, atMonotonicMs: -Infinity };
}
