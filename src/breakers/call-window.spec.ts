import fc from 'fast-check';
import { CallWindow } from './call-window.ts';

describe('the call window', () => {
  it('counts calls, failures and slow calls', () => {
    const window = new CallWindow();
    window.record(true, false, 1_000);
    window.record(false, true, 2_000);
    window.record(true, true, 3_000);
    expect(window.tally(3_000)).toEqual({ calls: 3, failures: 1, slowCalls: 2 });
  });

  it('forgets what is older than a minute, slot by slot', () => {
    const window = new CallWindow();
    window.record(false, false, 5_000);
    window.record(false, false, 15_000);
    expect(window.tally(59_999).calls).toBe(2);
    expect(window.tally(60_000).calls).toBe(1);
    expect(window.tally(72_000).calls).toBe(0);
  });

  it('is empty after a long silence', () => {
    const window = new CallWindow();
    window.record(false, false, 5_000);
    window.record(false, false, 3_600_000);
    expect(window.tally(3_600_000).calls).toBe(1);
  });

  it('counts a late outcome in its own slot and drops one that is too old', () => {
    const window = new CallWindow();
    window.record(true, false, 100_000);
    window.record(false, false, 95_000);
    window.record(false, false, 39_000);
    expect(window.tally(100_000)).toEqual({ calls: 2, failures: 1, slowCalls: 0 });
    expect(window.tally(155_000)).toEqual({ calls: 1, failures: 0, slowCalls: 0 });
  });

  it('holds what a list of the last five slots holds, whatever came before', () => {
    const outcome = fc.record({ ok: fc.boolean(), isSlow: fc.boolean(), stepMs: fc.nat(40_000) });
    fc.assert(
      fc.property(fc.array(outcome, { maxLength: 60 }), (outcomes) => {
        const window = new CallWindow();
        let atMs = 0;
        const all = outcomes.map(({ ok, isSlow, stepMs }) => {
          atMs += stepMs;
          window.record(ok, isSlow, atMs);
          return { ok, isSlow, slot: Math.floor(atMs / 12_000) };
        });
        const kept = all.filter(({ slot }) => slot > Math.floor(atMs / 12_000) - 5);
        expect(window.tally(atMs)).toEqual({
          calls: kept.length,
          failures: kept.filter(({ ok }) => !ok).length,
          slowCalls: kept.filter(({ isSlow }) => isSlow).length,
        });
      }),
    );
  });
});
