import type { FailureKind } from '../../observations/failure-kind.ts';
import type { CallOutcome } from './call-outcome.ts';

/** Whether another target may do better, by why this one failed. */
const HELPS: Readonly<Record<FailureKind, boolean>> = {
  timeout: true,
  network: true,
  overloaded: true,
  server_error: true,
  invalid_response: true,
  rate_limited: true,
  quota_exhausted: true,
  auth: true,
  permission: true,
  model_unavailable: true,
  // The same request, refused for what it is, or no longer wanted.
  bad_request: false,
  content_filtered: false,
  cancelled: false,
};

/**
 * Whether the next target is worth a try. What may have been executed is only called again where once more does no harm;
 * a caller who has part of an answer is never given the beginning of another one.
 */
export function isWorthRetrying({ failure, progress }: CallOutcome, isIdempotent: boolean): boolean {
  if (failure === null || !HELPS[failure]) return false;
  switch (progress) {
    case 'none':
    case 'refused':
      return true;
    case 'unknown':
      return isIdempotent;
    case 'produced':
      return false;
  }
}
