import { historyMetricsText } from './history-metrics.ts';

it('tells what was lost, what waits, and whether it can be written', () => {
  const lost = { records: 7, rollups: 0, transitions: 1, circuits: 0 };
  const text = historyMetricsText({
    state: 'failing',
    queued: 42,
    lost,
    lastError: 'full',
    lastWriteAt: null,
  });
  expect(text).toContain('bellwether_history_state{state="failing"} 1\n');
  expect(text).toContain('bellwether_history_state{state="ok"} 0\n');
  expect(text).toContain('bellwether_history_queued 42\n');
  expect(text).toContain('bellwether_history_lost_total{kind="records"} 7\n');
});
