import { parseArgs } from 'node:util';
import { type Extent, measure, type ScenarioFigures } from './accuracy.ts';
import { jsonOf, printReport } from './report.ts';
import { SCENARIOS } from './scenarios.ts';

/*
 * How soon and how rightly the status is known: the real assessor, schedule and confirmation on a virtual clock,
 * against scripts that say what a provider really is.
 *
 * Truth, at each moment of a script:
 * - healthy: requests succeed, at a median latency under 2 s. Independent random failures of 1 to 5 % are healthy too:
 *   an application's own retry hides them, and nobody should be sent elsewhere for them. So is a long tail whose p95 stays under 2 s.
 * - degraded: a brown-out of 30 to 60 %; flapping, up and down for 20 to 60 s each (the whole spell, also its good
 *   moments: the contract holds such a target at degraded); a median latency of 2 s and more.
 * - down: everything fails, or 90 % does.
 *
 * Figures, from the moment at which the truth changes to the moment at which the status does:
 * - visible: no longer healthy; confirmed: unhealthy (of `down` only). "never": not before the trouble was over.
 * - usable_again, healthy_again: no longer unhealthy, and healthy, after the truth became healthy.
 * - agreement: share of time in which the status is what the truth is, all three states apart; unknown never agrees.
 * - usable_agreement: the same of "should I send work there?", which is no only for down and unhealthy.
 * - ..._without_lag: the same, but for what nobody who probes at the interval could know yet: one interval and the time
 *   that an answer takes, after each change of the truth.
 * - wrong_unhealthy_hours: of the hours of the clock with healthy time, those touched by a verdict of unhealthy that
 *   began while the target was healthy.
 *
 * The budget of 99 % is held against agreement with the lag counted and all three states apart, because that is what
 * "the reported status agrees with the truth" says to somebody who reads it; on the scripts that resemble life (a bad
 * day, random failures). The scripts of recurring outages change the truth every few minutes for the sake of samples,
 * and there the lag alone, which has budgets of its own, is several percent even for the all-knowing.
 *
 * Baselines face the same scripts and the same random numbers at the same moments, and probe at the same interval
 * without re-probes. `all-knowing` is no baseline but the ceiling: it learns the truth whenever it asks.
 */

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    hours: { type: 'string', default: '3' },
    seeds: { type: 'string', default: '30' },
    only: { type: 'string' },
  },
});
const extent: Extent = { hours: positive('hours', values.hours), seeds: positive('seeds', values.seeds) };
const wanted = SCENARIOS.filter(({ id }) => values.only === undefined || id.includes(values.only));
const results = new Map<string, ScenarioFigures>();
for (const scenario of wanted) {
  const startedMs = performance.now();
  results.set(scenario.id, await measure(scenario, extent));
  console.error(`${scenario.id}: ${((performance.now() - startedMs) / 1_000).toFixed(1)} s`);
}
printReport(wanted, results, extent);
if (values.json) console.log(jsonOf(results));

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`--${name} must be a number above 0, got "${text}"`);
  return value;
}
