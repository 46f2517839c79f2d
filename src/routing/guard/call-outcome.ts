import type { FailureKind } from '../../observations/failure-kind.ts';
import type { RateLimit } from '../../observations/observation.ts';

/**
 * How far a call that failed had come. `none`: it was never sent. `refused`: it was answered, and nothing was produced.
 * `unknown`: it may be executed, or may have been. `produced`: the caller has part of the answer already.
 */
export type Progress = 'none' | 'refused' | 'unknown' | 'produced';

/** What a call to a target came to, in the words of the taxonomy. */
export interface CallOutcome {
  /** Null when it went well. */
  readonly failure: FailureKind | null;
  readonly progress: Progress;
  /** One clause of evidence, free of secrets, prompts and completions. */
  readonly detail: string | null;
  readonly vendorCode: string | null;
  readonly httpStatus: number | null;
  readonly requestId: string | null;
  readonly rateLimit: RateLimit | null;
  readonly retryAfterMs: number | null;
  readonly outputTokens: number | null;
  /** Our own process or machine is at fault. */
  readonly isLocal: boolean;
}

export const WENT_WELL: CallOutcome = Object.freeze({
  failure: null,
  progress: 'produced',
  detail: null,
  vendorCode: null,
  httpStatus: null,
  requestId: null,
  rateLimit: null,
  retryAfterMs: null,
  outputTokens: null,
  isLocal: false,
});

export function failedBy(
  failure: FailureKind,
  progress: Progress,
  detail: string,
  rest: Partial<CallOutcome> = {},
): CallOutcome {
  return { ...WENT_WELL, ...rest, failure, progress, detail };
}
