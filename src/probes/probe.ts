import type { FailureKind } from '../observations/failure-kind.ts';
import type { Notice } from '../observations/notice.ts';
import type { RateLimit } from '../observations/observation.ts';
import type { Target } from '../targets/target.ts';

/** What a check exercises: the edge, without a key, or a free call with it. */
export type CheckLevel = 'reach' | 'auth';

/** What a probe learnt of a target beside whether it works. Shown under `capabilities`. */
export type Capabilities = Readonly<Record<string, unknown>>;

/** What one check found. A provider being down is data: a probe reports it and never throws it. */
export interface ProbeResult {
  readonly ok: boolean;
  /** Null exactly when `ok`. */
  readonly failure: FailureKind | null;
  /** One clause of evidence, free of secrets: `503 from GET /v1/models`. Null when `ok`. */
  readonly detail: string | null;
  readonly vendorCode: string | null;
  readonly latencyMs: number | null;
  readonly httpStatus: number | null;
  readonly requestId: string | null;
  readonly rateLimit: RateLimit | null;
  readonly retryAfterMs: number | null;
  /** Set where our own process or machine is at fault, not whom the failure kind blames. */
  readonly blame?: 'local';
  /** The server answers and says that it is still starting: it fails, and is not down. The kind is `overloaded`. */
  readonly isStarting?: true;
  /** Version that the server reports; null when it does not. */
  readonly version: string | null;
  /** All model names that the API listed; null when it was not asked or did not say. */
  readonly models: readonly string[] | null;
  readonly capabilities: Capabilities;
  /** What people should know of before it hurts: a model that retires, a certificate that ends. */
  readonly notices?: readonly Notice[];
  /** Names this run of the server: another one means that it restarted. Null or absent where it does not say. */
  readonly instanceId?: string | null;
}

/**
 * How a target of one or more kinds is asked. Implementations know the wire, nothing of windows, status or
 * schedule, and pass the contract suite in `test/contracts/probe.contract.ts`.
 */
export abstract class Probe {
  /** Kinds of the settings that it asks. Names of one's own are told to `loadSettings` too. */
  abstract readonly kinds: readonly string[];

  /**
   * Asks once and answers within the target's timeout; never rejects. When `signal` aborts (we are stopping, or
   * the target was removed) it answers promptly with `cancelled`.
   */
  abstract check(target: Target, level: CheckLevel, signal: AbortSignal): Promise<ProbeResult>;
}
