import { RecentShare } from './recent-share.ts';

function shareOf(results: string, spacingMs: number): { recent: RecentShare; nowMs: number } {
  const recent = new RecentShare();
  let nowMs = 0;
  for (const result of results) recent.add(result === '+', (nowMs += spacingMs));
  return { recent, nowMs };
}

describe('the share of late', () => {
  it.each([
    ['a busy target', '---------+', 100, 90],
    ['half and half', '-+-+-+-+-+-+', 100, 50],
    ['too few to tell', '---------', 100, null],
    ['checks at their interval', '--------------------', 30_000, null],
  ])('of %s', (_, results, spacingMs, expected) => {
    const { recent, nowMs } = shareOf(results, spacingMs);
    expect(recent.failurePercent(nowMs)).toBe(expected);
  });

  it('looks back five seconds at least, and ten at most', () => {
    const { recent, nowMs } = shareOf('-'.repeat(20), 10);
    expect(recent.failurePercent(nowMs + 4_900)).toBe(100);
    expect(recent.failurePercent(nowMs + 10_000)).toBeNull();
  });
});
