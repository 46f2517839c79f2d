import { type Family, familyHeader, label, sample } from '../metrics/exposition.ts';
import type { HistoryWriterState, HistoryWriterStatus } from './history-writer.ts';

const STATES: readonly HistoryWriterState[] = ['ok', 'failing', 'unavailable'];

const STATE: Family = {
  name: 'bellwether_history_state',
  type: 'gauge',
  help: 'Whether history can be written: 1 for the current state, 0 for the others.',
};
const QUEUED: Family = {
  name: 'bellwether_history_queued',
  type: 'gauge',
  help: 'Items of history that wait to be written.',
};
const LOST: Family = {
  name: 'bellwether_history_lost_total',
  type: 'counter',
  help: 'Items of history that were lost because they could not be written in time.',
};

/** How the writing of history goes, in Prometheus' text. */
export function historyMetricsText({ state, queued, lost }: HistoryWriterStatus): string {
  const states = STATES.map((each) => sample(STATE.name, label('state', each), each === state ? 1 : 0));
  const losses = Object.entries(lost).map(([kind, count]) => sample(LOST.name, label('kind', kind), count));
  return [
    familyHeader(STATE),
    ...states,
    familyHeader(QUEUED),
    sample(QUEUED.name, '', queued),
    familyHeader(LOST),
    ...losses,
  ].join('');
}
