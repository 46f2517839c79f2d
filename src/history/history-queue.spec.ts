import {
  part,
  sampleRecord,
  sampleTransition,
  NOON,
  tallyOf,
} from '../../test/contracts/history-store-samples.ts';
import { HistoryQueue } from './history-queue.ts';

const FEW = { items: 2, bytes: 1_000_000 };
const bounds = { records: FEW, rollups: FEW, transitions: FEW, circuits: FEW };
const spend = { targetId: 'openai', day: '2026-11-22', usd: 1, inputTokens: 1, outputTokens: 1 };

describe('what waits for the store', () => {
  it('lets the oldest go beyond its bounds and counts it, each kind for itself', () => {
    const queue = new HistoryQueue(bounds);
    queue.transitions.push(sampleTransition());
    for (let seq = 1; seq <= 5; seq++) queue.records.push(sampleRecord({ seq }));
    for (let at = 1; at <= 3; at++) queue.rollups.push(part(at, tallyOf([1, 2], ['timeout'])));
    expect(queue.lost).toEqual({ records: 3, rollups: 3, transitions: 0, circuits: 0 });
    const batch = queue.take(NOON);
    expect(batch.records.map(({ seq }) => seq)).toEqual([4, 5]);
    expect(batch.transitions).toHaveLength(1);
    expect(queue.size).toBe(0);
  });

  it('is bounded by bytes too', () => {
    const queue = new HistoryQueue({ ...bounds, records: { items: 100, bytes: 10_000 } });
    for (let seq = 1; seq <= 5; seq++) queue.records.push(sampleRecord({ seq, detail: 'x'.repeat(2_000) }));
    expect(queue.records.size).toBe(2);
    expect(queue.lost.records).toBe(3);
  });

  it('holds what was put back before what came meanwhile, of states and spend the newest', () => {
    const queue = new HistoryQueue(bounds);
    queue.records.push(sampleRecord({ seq: 1 }));
    queue.setState({ key: 'a', value: 'old', at: 1 });
    queue.setSpend(spend);
    const batch = queue.take(NOON);
    queue.records.push(sampleRecord({ seq: 2 }));
    queue.setState({ key: 'a', value: 'new', at: 2 });
    queue.putBack(batch);
    const again = queue.take(NOON);
    expect(again.records.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(again.states).toEqual([{ key: 'a', value: 'new', at: 2 }]);
    expect(again.spend).toEqual([spend]);
  });

  it('keeps its order over many thousands that come and go', () => {
    const queue = new HistoryQueue({ ...bounds, records: { items: 100, bytes: 1e9 } });
    for (let seq = 1; seq <= 12_345; seq++) queue.records.push(sampleRecord({ seq }));
    const seqs = queue.take(NOON).records.map(({ seq }) => seq);
    expect(seqs).toEqual(Array.from({ length: 100 }, (_, index) => 12_246 + index));
  });
});
