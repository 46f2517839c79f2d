import type { FailureKind } from '../../observations/failure-kind.ts';
import type { RateLimit } from '../../observations/observation.ts';

/** What one completion found. A provider being down is data here as well. */
export interface GenerateResult {
  readonly ok: boolean;
  /** Null exactly when `ok`. */
  readonly failure: FailureKind | null;
  /** One clause of evidence, free of secrets, prompts and completions. Null when `ok`. */
  readonly detail: string | null;
  readonly vendorCode: string | null;
  readonly latencyMs: number | null;
  /** To the first token, thought or spoken; null where none came. */
  readonly ttftMs: number | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  /** As the vendor names it; null where the answer was not ended. */
  readonly finishReason: string | null;
  readonly httpStatus: number | null;
  readonly requestId: string | null;
  readonly rateLimit: RateLimit | null;
  readonly retryAfterMs: number | null;
  /** Our own process is at fault, not whom the failure kind blames. */
  readonly isLocal: boolean;
  /** The server answers and says that it is still starting: it fails, and is not down. */
  readonly isStarting: boolean;
  /** It may be on the bill: the model has begun, or nobody knows. */
  readonly isBillable: boolean;
}

export const NOTHING_HEARD = {
  vendorCode: null,
  latencyMs: null,
  ttftMs: null,
  inputTokens: null,
  outputTokens: null,
  finishReason: null,
  httpStatus: null,
  requestId: null,
  rateLimit: null,
  retryAfterMs: null,
  isLocal: false,
  isStarting: false,
  isBillable: false,
} as const satisfies Partial<GenerateResult>;
