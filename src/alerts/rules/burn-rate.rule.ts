import { BURN_PAIRS, type BurnPair, burnThreshold } from '../../settings/burn-rate.ts';
import type { RuleSettings } from '../../settings/alert-rules.ts';
import type { EpochMs } from '../../clock/clock.ts';
import type { BurnCounters } from '../burn/burn-counters.ts';
import { type Found, NOTHING, type TargetRule, type TargetView } from './finding.ts';

interface Burning {
  readonly pair: BurnPair;
  readonly summary: string;
}

/** The error budget is used up too fast, by the first pair of windows that says so. */
export const sloBurnRate: TargetRule = {
  name: 'slo_burn_rate',
  find({ state, burn, now }: TargetView, settings: RuleSettings): Found {
    if (burn === null || !burn.hasFailures(now)) return burn?.isComplete === false ? 'unknown' : NOTHING;
    const burning = firstBurning(burn, settings, now);
    if (burning === null) return burn.isComplete ? NOTHING : 'unknown';
    return [
      {
        instance: '',
        severity: burning.pair.isSlow ? settings.slowSeverity : settings.severity,
        title: `${state.target.name} burns its error budget`,
        summary: burning.summary,
        blame: 'provider',
        since: null,
      },
    ];
  },
};

function firstBurning(burn: BurnCounters, settings: RuleSettings, now: EpochMs): Burning | null {
  for (const pair of BURN_PAIRS) {
    const share = burnThreshold(pair, settings.sloPercent);
    const short = burn.count(pair.short, now);
    if (short.failures < settings.minFailuresShort || short.samples < settings.minSamplesShort) continue;
    const long = burn.count(pair.long, now);
    if (long.failures < settings.minFailuresLong || long.samples < settings.minSamplesLong) continue;
    if (short.failures <= share * short.samples) continue;
    const expected = long.samples / burn.coverage(pair.long, now);
    if (long.failures <= share * expected) continue;
    const { sloPercent } = settings;
    const rate = (100 * long.failures) / expected / (100 - sloPercent);
    return {
      pair,
      summary:
        `${rate.toFixed(1)} times as fast as ${sloPercent} % allows: ${long.failures} of ${long.samples} failed over ` +
        `${pair.long}, ${short.failures} of ${short.samples} over ${pair.short}`,
    };
  }
  return null;
}
