import { CircuitOpenError } from '../../breakers/circuit-breaker.ts';
import type { Clock, MonotonicMs } from '../../clock/clock.ts';
import type { HealthRegistry } from '../../health/health-registry.ts';
import type { AdviceBoard, AdviceQuestion } from '../advice/advice-board.ts';
import type { Candidate } from '../advice/advice.ts';
import type { PoolAdvice } from '../advice/snapshot.ts';
import { FailoverError, type FailedAttempt } from './failover-error.ts';
import { type Attempt, type GuardedCall, type GuardOptions, unwrap } from './guarded-call.ts';
import type { GuardedCalls } from './guarded-calls.ts';
import type { RescueLedger } from './rescue-ledger.ts';
import { isWorthRetrying } from './worth-retrying.ts';

/** How a call to a pool is made; all of it may be left out. */
export interface FailoverOptions extends GuardOptions {
  /** Time for all attempts together, milliseconds; greater than 0. [no limit] */
  readonly deadlineMs?: number;
  /** Targets that are called at most; at least 1. [all of the pool] */
  readonly maxAttempts?: number;
  /**
   * To call twice does no harm: what may have been executed is called again elsewhere, after a timeout or a connection
   * that broke. Without it only what surely was not, or what was answered by an error. [false]
   */
  readonly idempotent?: boolean;
  /** Only targets that have all of these tags. [none asked for] */
  readonly tags?: readonly string[];
  /** For pools of the strategy `sticky`: whose call it is. [none] */
  readonly key?: string;
}

interface Parts {
  readonly board: AdviceBoard;
  readonly calls: GuardedCalls;
  readonly ledger: RescueLedger;
  readonly registry: HealthRegistry;
  readonly clock: Clock;
  /** Random numbers in [0, 1). */
  readonly random: () => number;
}

/** One call to a pool, over all of its attempts. */
interface Story<Result> {
  readonly question: AdviceQuestion;
  readonly call: GuardedCall<Result>;
  readonly options: FailoverOptions;
  readonly endsAtMs: MonotonicMs;
  readonly tried: Set<string>;
  readonly failed: Attempt<Result>[];
  readonly told: FailedAttempt[];
}

/** Calls a pool: the target that the advice draws, and the next best where that one will not do. */
export class Failover {
  readonly #parts: Parts;
  /** Targets that are called although their circuit is open: one call at a time. */
  readonly #lastResorts = new Set<string>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async run<Result>(
    question: AdviceQuestion,
    call: GuardedCall<Result>,
    options: FailoverOptions,
  ): Promise<Result> {
    const endsAtMs = this.#parts.clock.monotonicMs() + (options.deadlineMs ?? Infinity);
    const story = { question, call, options, endsAtMs, tried: new Set<string>(), failed: [], told: [] };
    const attempt = (await this.#tryAll<Result>(story)) ?? (await this.#lastResort<Result>(story));
    if (attempt !== null) return this.#finish(story, attempt);
    throw this.#exhausted(story);
  }

  /** The first attempt that went well, or with which it must end; null where nobody is left. */
  async #tryAll<Result>(story: Story<Result>): Promise<Attempt<Result> | null> {
    const { options, failed, told } = story;
    for (;;) {
      const next = this.#next(story);
      if (next === null) return failed.at(-1) ?? null;
      story.tried.add(next.id);
      const attempt = await this.#attempt(story, next.id);
      if (attempt === null) continue;
      if (attempt.outcome.failure === null) return attempt;
      failed.push(attempt);
      const { failure, detail } = attempt.outcome;
      told.push({ targetId: next.id, failure, detail });
      if (!isWorthRetrying(attempt.outcome, options.idempotent ?? false) || this.#isOver(story))
        return attempt;
    }
  }

  /** Drawn by weight at first, by rank from then on. */
  #next<Result>({ question, tried }: Story<Result>): Candidate | null {
    const advice = this.#parts.board.answer(question);
    if (advice === undefined) return null;
    const isFirst = tried.size === 0;
    return isFirst ? drawn(advice, this.#parts.random) : (untried(advice, tried) ?? null);
  }

  /** Null where its circuit lets nothing through. */
  async #attempt<Result>(story: Story<Result>, targetId: string): Promise<Attempt<Result> | null> {
    const run = this.#runOf(story, targetId);
    if (run === null) return null;
    try {
      return await this.#parts.calls.through(run);
    } catch (error) {
      if (!(error instanceof CircuitOpenError)) throw error;
      story.told.push({ targetId, failure: null, detail: error.message });
      return null;
    }
  }

  #runOf<Result>({ call, options, endsAtMs, failed }: Story<Result>, targetId: string) {
    const state = this.#parts.registry.get(targetId);
    if (state === undefined) return null;
    const leftMs = endsAtMs - this.#parts.clock.monotonicMs();
    const ownMs = options.timeoutMs ?? Infinity;
    const isFair = failed.length === 0 || leftMs >= Math.min(ownMs, (options.deadlineMs ?? Infinity) / 2);
    const timeoutMs = Math.min(ownMs, leftMs);
    return { state, call, options: { ...options, timeoutMs }, attempt: failed.length + 1, isFair };
  }

  #isOver<Result>({ options, endsAtMs, failed }: Story<Result>): boolean {
    const isLate = this.#parts.clock.monotonicMs() >= endsAtMs;
    return isLate || options.signal?.aborted === true || failed.length >= (options.maxAttempts ?? Infinity);
  }

  /**
   * In panic a caller is never told "nobody": where every circuit is open the least bad target is called all the same,
   * one call at a time, unless an operator holds it open.
   */
  async #lastResort<Result>(story: Story<Result>): Promise<Attempt<Result> | null> {
    const advice = this.#parts.board.answer(story.question);
    if (advice?.isPanic !== true || this.#isOver(story)) return null;
    const id = advice.candidates.find((candidate) => this.#mayForce(candidate))?.id;
    const run = id === undefined ? null : this.#runOf(story, id);
    if (id === undefined || run === null) return null;
    this.#lastResorts.add(id);
    try {
      const attempt = await this.#parts.calls.past(run);
      const { failure, detail } = attempt.outcome;
      if (failure !== null) story.failed.push(attempt);
      if (failure !== null) story.told.push({ targetId: id, failure, detail });
      return attempt;
    } finally {
      this.#lastResorts.delete(id);
    }
  }

  #mayForce({ id }: Candidate): boolean {
    const isForced = this.#parts.registry.get(id)?.circuit.forced ?? true;
    return !isForced && !this.#lastResorts.has(id);
  }

  #finish<Result>(story: Story<Result>, attempt: Attempt<Result>): Result {
    const { ledger } = this.#parts;
    if (attempt.outcome.failure === null) {
      for (const { targetId } of story.failed) ledger.rescued(targetId);
      return unwrap(attempt);
    }
    ledger.surfaced(attempt.targetId, attempt.outcome);
    // An answer is an answer, and what another target would refuse as well is told as it was thrown.
    const isFinal = !isWorthRetrying(attempt.outcome, true) || 'value' in attempt.given;
    if (isFinal) return unwrap(attempt);
    throw this.#exhausted(story, attempt.given.error);
  }

  #exhausted<Result>({ question, told }: Story<Result>, cause?: unknown): FailoverError {
    const advice = this.#parts.board.answer(question);
    const times = [...(advice?.excluded ?? []), ...(advice?.candidates.map(retryTimeOf) ?? [])]
      .map(({ retryAt }) => retryAt)
      .filter((at) => at !== null);
    const retryAt = times.length === 0 ? null : Math.min(...times);
    return new FailoverError(question.pool, told, cause === undefined ? { retryAt } : { retryAt, cause });
  }
}

function retryTimeOf({ waitsUntil, lastResort }: Candidate): { readonly retryAt: number | null } {
  return { retryAt: waitsUntil ?? lastResort?.retryAt ?? null };
}

function drawn(advice: PoolAdvice, random: () => number): Candidate | null {
  return advice.picks.draw(random());
}

function untried({ candidates }: PoolAdvice, tried: ReadonlySet<string>): Candidate | undefined {
  return candidates.find(({ id }) => !tried.has(id));
}
