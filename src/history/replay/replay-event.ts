import type { Conditions } from '../../health/assessor/evidence.ts';
import type { Observation } from '../../observations/observation.ts';
import type { RecordKey } from '../history-record.ts';

/** Before whatever else happened in that millisecond. */
export const FIRST = -1;

/** What happened then, as far as it is known. */
export type ReplayEvent = RecordKey &
  (
    | { readonly kind: 'observation'; readonly observation: Observation }
    /** A check has been under way for longer than the latency warning. */
    | { readonly kind: 'slow'; readonly targetId: string }
    | {
        readonly kind: 'conditions';
        readonly targetId: string;
        readonly change: Partial<Conditions>;
        /** Our own network came back: what was seen before no longer counts. */
        readonly isRestart: boolean;
      }
  );

export function inOrder(a: RecordKey, b: RecordKey): number {
  return a.at - b.at || a.seq - b.seq;
}
