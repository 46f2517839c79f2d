import type { HealthRegistry } from '../health/health-registry.ts';
import { unknownTarget } from '../health/report/integration.controller.ts';
import { Problem } from '../problems/problem.ts';
import type { AdviceBoard } from '../routing/advice/advice-board.ts';
import { assertNamesExist } from '../routing/routing-question.ts';
import type { LiveQuery } from './live.schema.ts';

export interface Known {
  readonly registry: HealthRegistry;
  readonly board: AdviceBoard;
}

/** chosen: by then somebody may have gone; clients add a spread of their own. */
const RETRY_AFTER_S = 5;

export function noRoom(): Problem {
  return new Problem({
    status: 503,
    title: 'No room for another listener',
    detail: 'as many listen as live.max_clients allows, or this server is about to stop; poll meanwhile',
    headers: { 'retry-after': String(RETRY_AFTER_S) },
  });
}

/** @throws Problem naming the target or the pool that there is not */
export function assertAskable({ targets, pool }: Pick<LiveQuery, 'targets' | 'pool'>, known: Known): void {
  for (const id of targets) if (known.registry.get(id) === undefined) throw unknownTarget(id);
  assertNamesExist({ pool }, known.board.directory);
}
