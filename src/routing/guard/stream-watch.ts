import type { MonotonicMs } from '../../clock/clock.ts';
import { carriesError } from '../../observations/error-body.ts';
import type { Finish } from '../../probes/generate/finish-reasons.ts';
import { isFailureKind } from '../../observations/failure-kind.ts';
import { type CallOutcome, failedBy, WENT_WELL } from './call-outcome.ts';
import { hear } from './stream-reading.ts';
import { outcomeOfAnswer, outcomeOfError, type Reading } from './thrown-error.ts';

/** How a stream ended, told once. */
export interface StreamEnd {
  readonly outcome: CallOutcome;
  readonly firstTokenAtMs: MonotonicMs | null;
  /** The caller stopped before its end. */
  readonly isAbandoned: boolean;
}

interface Options {
  readonly reading: () => Reading;
  readonly nowMs: () => MonotonicMs;
  /** The caller has gone away: whatever breaks from then on is no failure. */
  readonly isCancelled: () => boolean;
  readonly onEnd: (end: StreamEnd) => void;
}

/** Listens to a stream as it passes: when its first token comes, and how it ends. */
export class StreamWatch {
  readonly #options: Options;
  #items = 0;
  #firstTokenAtMs: MonotonicMs | null = null;
  #isVendors = false;
  #finish: Finish | null = null;
  #outputTokens: number | null = null;
  #error: unknown = null;
  #isOver = false;

  constructor(options: Options) {
    this.#options = options;
  }

  get hasToken(): boolean {
    return this.#firstTokenAtMs !== null;
  }

  /** An error came as an item like any other. */
  get hasFailed(): boolean {
    return this.#error !== null;
  }

  heard(item: unknown): void {
    this.#items++;
    if (this.#error === null && carriesError(item)) this.#error = item;
    const { isToken, isVendors, finish, outputTokens } = hear(item);
    if (isToken && this.#error === null) this.#firstTokenAtMs ??= this.#options.nowMs();
    this.#isVendors ||= isVendors;
    this.#finish = finish ?? this.#finish;
    this.#outputTokens = outputTokens ?? this.#outputTokens;
  }

  ended(): CallOutcome {
    return this.#end(this.#outcomeAtEnd());
  }

  broke(error: unknown): CallOutcome {
    if (this.#options.isCancelled()) return this.#end(failedBy('cancelled', 'unknown', 'cancelled'));
    return this.#end(outcomeOfError(error, this.#options.reading()));
  }

  /** The caller has heard enough. That tokens came tells that the target works; without any nobody knows. */
  abandoned(): void {
    const hasWorked = this.hasToken && !this.hasFailed;
    this.#end(hasWorked ? WENT_WELL : failedBy('cancelled', 'unknown', 'cancelled'), true);
  }

  #outcomeAtEnd(): CallOutcome {
    const { reading } = this.#options;
    if (this.#error !== null) {
      return outcomeOfAnswer({ status: null, headers: {}, body: this.#error }, reading());
    }
    if (this.#items === 0) return failedBy('invalid_response', 'refused', 'no event in the stream');
    if (this.#isVendors && this.#finish === null) {
      return failedBy('invalid_response', 'unknown', 'truncated stream: it has no end');
    }
    const { ending, reason } = this.#finish ?? { ending: 'stop', reason: '' };
    if (!isFailureKind(ending)) return WENT_WELL;
    return failedBy(ending, 'unknown', `the stream ended by ${reason}`, { vendorCode: reason });
  }

  #end(outcome: CallOutcome, isAbandoned = false): CallOutcome {
    const progress = this.hasToken ? 'produced' : outcome.progress;
    const whole = { ...outcome, progress, outputTokens: this.#outputTokens };
    if (!this.#isOver) {
      this.#isOver = true;
      this.#options.onEnd({ outcome: whole, firstTokenAtMs: this.#firstTokenAtMs, isAbandoned });
    }
    return whole;
  }
}
