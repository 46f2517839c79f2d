import { measure } from './accuracy.ts';
import { BUDGETS, isMet } from './budgets.ts';
import { SCENARIOS } from './scenarios.ts';
import { type Phase, Script } from './script.ts';
import { Scorecard } from './score.ts';
import { Timeline } from './timeline.ts';

const EXTENT = { hours: 1, seeds: 4 };
const BEHAVIOUR = { failureRate: 0, failsBy: 'error', latencyMs: [300, 300], sigma: 0 } as const;
const MINUTE_MS = 60_000;

const scenario = (id: string) => SCENARIOS.find((each) => each.id === id)!;
const phase = (truth: Phase['truth'], fromMs: number, toMs: number): Phase => ({
  truth,
  fromMs,
  toMs,
  behaviour: BEHAVIOUR,
});

describe('the accuracy of the status', () => {
  it.each(['outage_errors', 'outage_refuses', 'outage_hangs'])('keeps the contract in %s', async (id) => {
    const figures = await measure(scenario(id), EXTENT);
    const budgets = BUDGETS.filter((budget) => budget.scenario === id);
    expect(budgets).toHaveLength(2);
    for (const budget of budgets) {
      const { [budget.figure]: figure } = figures.bellwether;
      expect({ ...budget, figure, isMet: isMet(budget, figure!) }).toMatchObject({ isMet: true });
    }
    expect(figures.bellwether['confirmed_p99_seconds']!).toBeLessThan(
      figures.three_in_a_row['confirmed_p99_seconds']!,
    );
  });

  it('does not take 2 % of random failures for an outage, as a single-failure cool-down does', async () => {
    const figures = await measure(scenario('random_2'), EXTENT);
    const wrongly = figures.single_failure['wrong_unhealthy_verdicts']!;
    expect(wrongly).toBeGreaterThan(10);
    expect(figures.bellwether['wrong_unhealthy_verdicts']!).toBeLessThan(wrongly / 10);
  });

  it('shows an outage within two seconds where calls are reported', async () => {
    const figures = await measure(scenario('calls_outage'), { hours: 1, seeds: 2 });
    expect(figures.bellwether['visible_p99_seconds']!).toBeLessThanOrEqual(2);
  });
});

describe('the score', () => {
  const script = new Script(1, [
    phase('healthy', 0, 12 * MINUTE_MS),
    phase('down', 12 * MINUTE_MS, 22 * MINUTE_MS),
    phase('healthy', 22 * MINUTE_MS, 102 * MINUTE_MS),
  ]);

  it('counts from the change of the truth to the change of the status', () => {
    const timeline = new Timeline();
    timeline.note(1_000, 'healthy');
    timeline.note(12 * MINUTE_MS + 10_000, 'degraded');
    timeline.note(12 * MINUTE_MS + 60_000, 'unhealthy');
    timeline.note(22 * MINUTE_MS + 5_000, 'degraded');
    timeline.note(22 * MINUTE_MS + 6_000, 'healthy');
    const card = new Scorecard();
    card.add(script, timeline);
    expect(card.figures()).toMatchObject({
      visible_p99_seconds: 10,
      confirmed_p99_seconds: 60,
      usable_again_p99_seconds: 5,
      healthy_again_p99_seconds: 6,
      agreement_percent: 98.9,
      wrong_unhealthy_verdicts: 0,
    });
  });

  it('counts what was never noticed, and an outage that was none', () => {
    const timeline = new Timeline();
    timeline.note(1_000, 'healthy');
    timeline.note(70 * MINUTE_MS, 'unhealthy');
    timeline.note(71 * MINUTE_MS, 'healthy');
    timeline.note(72 * MINUTE_MS, 'unhealthy');
    timeline.note(73 * MINUTE_MS, 'healthy');
    const card = new Scorecard();
    card.add(script, timeline);
    expect(card.figures()).toMatchObject({
      visible_p99_seconds: Infinity,
      confirmed_p99_seconds: Infinity,
      agreement_percent: 88,
      wrong_unhealthy_verdicts: 2,
      wrong_unhealthy_hours_percent: 50,
    });
  });
});

describe('a script', () => {
  it('answers whoever asks at a moment the same', () => {
    const brownOut = {
      ...phase('degraded', 0, MINUTE_MS),
      behaviour: { ...BEHAVIOUR, failureRate: 0.5, sigma: 0.4 },
    };
    const script = new Script(7, [brownOut]);
    const moments = Array.from({ length: 1_000 }, (_, i) => 53 * i);
    const answers = moments.map((atMs) => script.answer(atMs, 0));
    expect(moments.toReversed().map((atMs) => script.answer(atMs, 0))).toEqual(answers.toReversed());
    const failures = answers.filter(({ failure }) => failure !== null).length;
    expect(failures / 1_000).toBeCloseTo(0.5, 1);
  });
});
