import {
  AllKnowing,
  type Detector,
  FixedMinuteCounter,
  SingleFailureCoolDown,
  ThreeInARow,
} from './baselines.ts';
import { type Scenario, scriptOf } from './scenarios.ts';
import { Scorecard } from './score.ts';
import { simulateBaseline, simulateBellwether } from './simulate.ts';

export type DetectorName =
  'bellwether' | 'three_in_a_row' | 'single_failure' | 'fixed_minute' | 'all_knowing';
export type Figures = Readonly<Record<string, number>>;
export type ScenarioFigures = Readonly<Record<DetectorName, Figures>>;

export interface Extent {
  readonly hours: number;
  readonly seeds: number;
}

const BASELINES: Readonly<Record<Exclude<DetectorName, 'bellwether'>, (hasCalls: boolean) => Detector>> = {
  three_in_a_row: () => new ThreeInARow(),
  single_failure: () => new SingleFailureCoolDown(),
  fixed_minute: (hasCalls) => new FixedMinuteCounter(hasCalls ? 5 : 2),
  all_knowing: () => new AllKnowing(),
};

/** Runs one scenario with all detectors, each over the same scripts. */
export async function measure(scenario: Scenario, { hours, seeds }: Extent): Promise<ScenarioFigures> {
  const count = Math.max(1, Math.round(seeds * scenario.seedsFactor));
  const scripts = Array.from({ length: count }, (_, seed) => scriptOf(scenario, seed + 1, hours));
  const timelines = await simulateBellwether(scripts, scenario.calls);
  const card = new Scorecard();
  scripts.forEach((script, i) => card.add(script, timelines[i]!));
  const figures: [string, Figures][] = [['bellwether', card.figures()]];
  for (const [name, create] of Object.entries(BASELINES)) {
    const baselineCard = new Scorecard();
    for (const script of scripts) {
      const detector = create(scenario.calls !== null);
      baselineCard.add(script, simulateBaseline(script, scenario.calls, detector));
    }
    figures.push([name, baselineCard.figures()]);
  }
  return Object.fromEntries(figures) as ScenarioFigures;
}
