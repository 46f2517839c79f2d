import { buildProvider } from '../../../test/support/build.ts';
import type { GenerateSettings } from '../../settings/settings.ts';
import { CallCost } from './cost.ts';

const SETTINGS: GenerateSettings = {
  model: 'm',
  api: 'chat',
  intervalMs: 600_000,
  timeoutMs: 30_000,
  budgetUsdPerDay: 0.1,
  usdPerMillionInputTokens: 2,
  usdPerMillionOutputTokens: 10,
  prompt: 'x'.repeat(36),
  challenge: false,
  maxOutputTokens: 20,
};
const NO_PRICES = { usdPerMillionInputTokens: null, usdPerMillionOutputTokens: null };

function costOf(settings: Partial<GenerateSettings> = {}, kind = 'openai') {
  return new CallCost(buildProvider({ kind }), { ...SETTINGS, ...settings });
}

describe('what a generate probe costs', () => {
  it('is at most its prompt, a token a byte, with what is put around it, and its cap', () => {
    expect(costOf().mostUsd).toBeCloseTo((100 * 2 + 20 * 10) / 1e6, 12);
  });

  it('is what the provider counts', () => {
    const usage = { inputTokens: 9, outputTokens: 3, isBillable: true };
    expect(costOf().usdOf(usage)).toBeCloseTo((9 * 2 + 3 * 10) / 1e6, 12);
  });

  it('is the most that it may be where nobody tells, and nothing where it was refused', () => {
    const untold = { inputTokens: null, outputTokens: null };
    expect(costOf().usdOf({ ...untold, isBillable: true })).toBe(costOf().mostUsd);
    expect(costOf().usdOf({ ...untold, isBillable: false })).toBe(0);
  });

  it('is expected to be as much again where a provider once counted more than expected', () => {
    const cost = costOf();
    cost.usdOf({ inputTokens: 1_000, outputTokens: 3, isBillable: true });
    expect(cost.mostUsd).toBeCloseTo((1_000 * 2 + 20 * 10) / 1e6, 12);
  });

  it('is assumed to be high without a price, and nothing on a machine of one’s own', () => {
    expect(costOf(NO_PRICES).mostUsd).toBeCloseTo((100 * 30 + 20 * 150) / 1e6, 12);
    expect(costOf(NO_PRICES, 'vllm').mostUsd).toBe(0);
    expect(costOf({}, 'vllm').mostUsd).toBeGreaterThan(0);
  });
});
