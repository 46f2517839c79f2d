import type { ReplayReport } from './replay.ts';
import { replayJson } from './replay-json.ts';
import { replayText } from './replay-text.ts';

const FROM = Date.parse('2026-11-22T04:00:00.000Z');
const QUIET = { healthy: 60, degraded: 0, unhealthy: 0, unknown: 0 };
const REPORT: ReplayReport = {
  from: FROM,
  to: FROM + 3_600_000,
  rows: [
    { at: FROM, targetId: 'openai', was: 'healthy', wouldHaveBeen: 'healthy', why: '' },
    {
      at: FROM + 60_000,
      targetId: 'openai',
      was: 'healthy',
      wouldHaveBeen: 'degraded',
      why: 'p95 is 1200 ms',
    },
  ],
  targets: [
    {
      targetId: 'openai',
      coveredFrom: FROM + 1_000,
      was: { minutes: QUIET, becameUnhealthy: 0, becameDegraded: 0 },
      wouldHaveBeen: {
        minutes: { ...QUIET, healthy: 1, degraded: 59 },
        becameUnhealthy: 0,
        becameDegraded: 1,
      },
    },
  ],
  leftOut: ['google'],
  madeUpCalls: 12,
  gaps: [],
};

describe('the report of a replay', () => {
  it('shows both sides, marks where they differ, and adds up', () => {
    const lines = replayText(REPORT).split('\n');
    expect(lines).toContain('2026-11-22T04:01:00.000Z  openai  healthy  ≠  degraded         p95 is 1200 ms');
    expect(lines.find((line) => line.startsWith('openai '))).toMatch(/was +60\.0 min +0\.0 min/);
    expect(lines.find((line) => line.includes('would have been  1.0'))).toMatch(/59\.0 min/);
  });

  it('says what it cannot know', () => {
    const text = replayText(REPORT);
    expect(text).toContain('12 calls are on record as counts');
    expect(text).toContain('openai: on record from 2026-11-22T04:00:01.000Z on');
    expect(text).toContain('left out: google');
  });

  it('has the same as JSON', () => {
    const json = replayJson(REPORT);
    expect(json.changes[1]).toMatchObject({ was: 'healthy', would_have_been: 'degraded' });
    expect(json.totals[0]!.would_have_been).toMatchObject({ minutes: { degraded: 59 }, became_degraded: 1 });
    expect(json).toMatchObject({ made_up_calls: 12, left_out: ['google'] });
  });
});
