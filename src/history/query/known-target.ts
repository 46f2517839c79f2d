import type { HealthRegistry } from '../../health/health-registry.ts';
import { Problem } from '../../problems/problem.ts';
import { shownText } from '../../problems/shown-value.ts';
import { didYouMean } from '../../settings/did-you-mean.ts';
import type { HistoryStore } from '../history-store.ts';
import { answerOf } from './store-answer.ts';

const RULE = 'the id of a target that is watched or of which something is kept';

/**
 * Lets pass what is watched, and what was watched once and has left something behind.
 * @throws Problem 404 for any other target
 */
export async function assertKnown(
  targetId: string,
  registry: HealthRegistry,
  store: HistoryStore,
): Promise<void> {
  if (registry.get(targetId) !== undefined || (await hasLeftSomething(targetId, store))) return;
  const ids = [...registry.all()].map(({ target }) => target.id);
  const hint = didYouMean(targetId, ids);
  const rule = hint === null ? RULE : `${RULE}; ${hint}`;
  throw new Problem({
    status: 404,
    title: 'Unknown target',
    detail: `nothing is known of a target "${shownText(targetId)}"`,
    errors: [{ field: 'target', rule, value: shownText(targetId) }],
  });
}

/** Whatever was observed has changed its status from unknown to something, and the last change is kept for ever. */
async function hasLeftSomething(targetId: string, store: HistoryStore): Promise<boolean> {
  const latest = Number.MAX_SAFE_INTEGER;
  const transitions = await answerOf(store.transitions({ targetId, from: latest, to: latest }));
  return transitions.length > 0;
}
