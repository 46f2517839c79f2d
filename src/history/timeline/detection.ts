import type { EpochMs } from '../../clock/clock.ts';
import { isCall } from '../../observations/observation.ts';
import type { HistoryRecord } from '../history-record.ts';
import type { HistoryStore, TimeRange } from '../history-store.ts';
import type { Incident } from './incidents.ts';

/** chosen: failures that lie further back than this did not bring an incident about. */
const LOOK_BACK_MS = 5 * 60_000;
const MOST_RECORDS = 200;

/**
 * How long it took from the first failed observation of an incident until it was detected; null where no failure is
 * kept of it (it may have been slowness, or be older than the raw records).
 */
export async function timeToDetectMs(
  store: HistoryStore,
  targetId: string,
  incident: Incident,
): Promise<number | null> {
  const { records } = await store.records({
    ...evidenceRange(incident),
    targetId,
    outcome: 'any',
    order: 'newest_first',
    limit: MOST_RECORDS,
    after: null,
  });
  const first = firstFailure(records);
  return first === null ? null : Math.max(0, incident.detectedAt - first);
}

/** A failure before the target was last known well belongs to something else. */
function evidenceRange({ from, detectedAt, wellSince }: Incident): TimeRange {
  return { from: Math.max(from - LOOK_BACK_MS, wellSince ?? -Infinity), to: detectedAt + 1 };
}

/** The beginning of the last run of failures, of checks or of calls: a green check does not end failing calls. */
function firstFailure(newestFirst: readonly HistoryRecord[]): EpochMs | null {
  const last = newestFirst.find(countsAgainst);
  if (last === undefined) return null;
  const set = newestFirst.filter(({ depth }) => isCall(depth) === isCall(last.depth));
  const run = set.slice(set.indexOf(last));
  const end = run.findIndex(({ failure }) => failure === null);
  return run.slice(0, end === -1 ? undefined : end).findLast(countsAgainst)?.at ?? null;
}

function countsAgainst({ failure, blame }: HistoryRecord): boolean {
  return failure !== null && (blame === 'provider' || blame === 'account');
}
