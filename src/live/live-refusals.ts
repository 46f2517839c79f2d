import type { HealthRegistry } from '../health/health-registry.ts';
import { unknownTarget } from '../health/report/integration.controller.ts';
import { Problem } from '../problems/problem.ts';

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

/** @throws Problem of status 404 naming the first target that nobody watches */
export function assertWatched(ids: readonly string[], registry: HealthRegistry): void {
  for (const id of ids) if (registry.get(id) === undefined) throw unknownTarget(id);
}
