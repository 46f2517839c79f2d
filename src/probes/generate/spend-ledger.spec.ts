import fc from 'fast-check';
import { SpendLedger } from './spend-ledger.ts';

const NOON = Date.parse('2026-11-22T12:00:00.000Z');
const DAY_MS = 86_400_000;
const call = (usd: number, targetId = 'openai') => ({ targetId, usd, budgetUsd: 0.01 });

describe('the ledger of what generate probes cost', () => {
  it('counts a call at the most that it may cost until it is settled', () => {
    const ledger = new SpendLedger();
    const reservation = ledger.reserve(call(0.004), NOON)!;
    expect(ledger.of('openai', NOON)).toEqual({ usd: 0.004, calls: 1 });
    ledger.settle(reservation, 0.001);
    expect(ledger.of('openai', NOON)).toEqual({ usd: 0.001, calls: 1 });
    expect(ledger.of('anthropic', NOON)).toEqual({ usd: 0, calls: 0 });
  });

  it('gives nothing that would overdraw the budget, and all that it holds exactly', () => {
    const ledger = new SpendLedger();
    for (let i = 0; i < 10; i++) expect(ledger.reserve(call(0.001), NOON)).not.toBeNull();
    expect(ledger.reserve(call(0.000_01), NOON)).toBeNull();
    expect(ledger.reserve(call(0), NOON)).not.toBeNull();
    expect(ledger.reserve(call(0.001, 'anthropic'), NOON)).not.toBeNull();
  });

  it('begins anew with every UTC day, and settles a call in the day in which it began', () => {
    const ledger = new SpendLedger();
    const midnight = Date.parse('2026-11-23T00:00:00.000Z');
    const reservation = ledger.reserve(call(0.01), midnight - 1)!;
    expect(ledger.reserve(call(0.01), midnight - 1)).toBeNull();
    expect(ledger.reserve(call(0.01), midnight)).not.toBeNull();
    ledger.settle(reservation, 0.002);
    expect(ledger.of('openai', midnight - 1).usd).toBeCloseTo(0.002);
    expect(ledger.of('openai', midnight).usd).toBeCloseTo(0.01);
  });

  it('remembers the day before when the clock is set back over midnight', () => {
    const ledger = new SpendLedger();
    ledger.reserve(call(0.01), NOON);
    ledger.reserve(call(0.01), NOON + DAY_MS);
    expect(ledger.reserve(call(0.001), NOON)).toBeNull();
  });

  it('keeps a few days and no more', () => {
    const ledger = new SpendLedger();
    for (let day = 0; day < 50; day++) ledger.reserve(call(0.01), NOON + day * DAY_MS);
    expect(ledger.snapshot()).toHaveLength(3);
  });

  it('takes up what it had before a restart, with what was under way at the most it may have cost', () => {
    const before = new SpendLedger();
    before.settle(before.reserve(call(0.004), NOON)!, 0.001);
    before.reserve(call(0.004), NOON);
    const after = new SpendLedger();
    after.reserve(call(0.002), NOON);
    expect(after.restore(JSON.parse(JSON.stringify(before.snapshot())))).toBe(true);
    expect(after.of('openai', NOON).usd).toBeCloseTo(0.007);
    expect(after.of('openai', NOON).calls).toBe(3);
    expect(after.restore([{ targetId: 'openai', day: -1 }])).toBe(false);
    expect(after.restore('nonsense')).toBe(false);
  });

  it('never overdraws a budget, whatever is asked and whatever it turns out to cost', () => {
    const step = fc.record({
      most: fc.double({ min: 0, max: 0.004, noNaN: true }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      settles: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const ledger = new SpendLedger();
        for (const { most, share, settles } of steps) {
          const reservation = ledger.reserve(call(most), NOON);
          if (reservation !== null && settles) ledger.settle(reservation, most * share);
          expect(ledger.of('openai', NOON).usd).toBeLessThanOrEqual(0.01 + 1e-8);
        }
      }),
    );
  });
});
