import fc from 'fast-check';
import { type Action, AlertStory, type Verdict } from '../../support/alert-story.ts';

const VERDICTS: readonly Verdict[] = [
  ['healthy', 'no_data'],
  ['healthy', 'no_data'],
  ['healthy', 'no_data'],
  ['unhealthy', 'server_error'],
  ['unhealthy', 'server_error'],
  ['unhealthy', 'server_error'],
  ['unhealthy', 'auth'],
  ['degraded', 'server_error'],
  ['degraded', 'latency'],
  ['unknown', 'stale'],
  ['unknown', 'egress_down'],
];
/** Most of what happens, happens to one of them. */
const OFTEN = ['a', 'a', 'a', 'a/m', 'a/n', 'b'] as const;

const nth = fc.nat({ max: 5 });
const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('verdict' as const),
      id: fc.constantFrom(...OFTEN),
      verdict: fc.constantFrom(...VERDICTS),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), seconds: fc.constantFrom(1, 7, 30, 90, 400) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('silence' as const),
      matcher: fc.constantFrom(
        ['target', 'a'] as const,
        ['provider', 'a'] as const,
        ['severity', 'critical'] as const,
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('unsilence' as const), nth }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('acknowledge' as const), nth, isTaken: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('restart' as const), isUnwritten: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('store' as const), isAway: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('egress' as const), isDown: fc.boolean() }) },
);

const pause = (seconds: number): Action => ({ kind: 'wait', seconds });
const say = (id: string, status: Verdict): Action => ({ kind: 'verdict', id, verdict: status });
const DOWN: Verdict = ['unhealthy', 'server_error'];
const WELL: Verdict = ['healthy', 'no_data'];

/** What chance seldom leads to: an end that is held back, and then was none. */
const COMEBACK: readonly Action[] = [
  say('a', DOWN),
  pause(30),
  { kind: 'silence', matcher: ['target', 'a'] },
  say('a', WELL),
  pause(7),
  say('a', DOWN),
  pause(7),
];
/** An end that one channel hears at once, while it waits in the group of another; and then it was none. */
const HALF_HEARD: readonly Action[] = [
  say('a', DOWN),
  pause(1),
  say('a', ['unhealthy', 'auth']),
  pause(1),
  say('a', DOWN),
  pause(30),
];
const actions = fc
  .array(
    fc.oneof(
      { weight: 30, arbitrary: action.map((each) => [each]) },
      { weight: 1, arbitrary: fc.constant(COMEBACK) },
      { weight: 1, arbitrary: fc.constant(HALF_HEARD) },
    ),
    { minLength: 5, maxLength: 40 },
  )
  .map((parts): readonly Action[] => parts.flat());

it('whatever happens, and whenever the process dies: one open alert each, every beginning with one end, nothing lost', async () => {
  await fc.assert(
    fc.asyncProperty(actions, async (actions) => {
      const story = new AlertStory();
      for (const each of actions) await story.run(each);
      await story.comeToRest();
      story.judge();
    }),
    { numRuns: 100 },
  );
}, 120_000);
