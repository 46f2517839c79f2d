import type { Status } from './status.ts';

export interface Member {
  readonly status: Status;
  readonly isCritical: boolean;
}

/**
 * The status of a group: unhealthy if a critical member is, degraded if any member is degraded or unhealthy, healthy
 * if all are, else unknown. Disabled and unconfigured targets take no part and are not to be passed in.
 */
export function aggregateStatus(members: Iterable<Member>): Status {
  let isEmpty = true;
  let hasTrouble = false;
  let hasUnknown = false;
  for (const { status, isCritical } of members) {
    isEmpty = false;
    if (status === 'unhealthy' && isCritical) return 'unhealthy';
    hasTrouble ||= status === 'unhealthy' || status === 'degraded';
    hasUnknown ||= status === 'unknown';
  }
  if (hasTrouble) return 'degraded';
  return isEmpty || hasUnknown ? 'unknown' : 'healthy';
}
