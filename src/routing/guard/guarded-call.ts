import type { CallOutcome } from './call-outcome.ts';

/** What a guarded call is told. */
export interface CallContext {
  /** Id of the target that is to be called: `openai`, `openai/gpt-5-mini`. */
  readonly id: string;
  /** Id of its provider. */
  readonly providerId: string;
  /** Name of the model at its provider; null where the target is a provider, and no model was asked for. */
  readonly model: string | null;
  /** Aborts when the time is up or the caller goes away; to be handed to the SDK. */
  readonly signal: AbortSignal;
  /** 1 for the first target that is tried. */
  readonly attempt: number;
}

/** Calls a target once: with the SDK's own retries off, or they would hide failures. */
export type GuardedCall<Result> = (context: CallContext) => Promise<Result> | Result;

/** How a guarded call is made; all of it may be left out. */
export interface GuardOptions {
  /** Ends the call when the caller goes away. [none] */
  readonly signal?: AbortSignal;
  /** Time to the answer, of a stream to its first token, milliseconds; greater than 0. [no limit] */
  readonly timeoutMs?: number;
  /** Name of the model that is called, at its provider: what is seen counts for its target too. [none] */
  readonly model?: string;
}

/** How one attempt ended. */
export interface Attempt<Result> {
  readonly targetId: string;
  readonly outcome: CallOutcome;
  /** What the caller is given: an answer, even one that tells of a failure (a `Response`), or what was thrown. */
  readonly given: { readonly value: Result } | { readonly error: unknown };
}

export function unwrap<Result>({ given }: Attempt<Result>): Result {
  if ('value' in given) return given.value;
  throw given.error;
}
