import type { CircuitBreakers } from '../breakers/circuit-breakers.ts';
import type { Clock } from '../clock/clock.ts';
import type { HealthRegistry } from '../health/health-registry.ts';
import type { ObservationPipeline } from '../monitor/observation-pipeline.ts';
import { DEFAULT_POOL, type Strategy } from '../settings/routing-settings.ts';
import type { AdviceBoard, AdviceQuestion } from './advice/advice-board.ts';
import type { Advice, Candidate } from './advice/advice.ts';
import { Failover, type FailoverOptions } from './guard/failover.ts';
import { type GuardedCall, type GuardOptions, unwrap } from './guard/guarded-call.ts';
import { GuardedCalls } from './guard/guarded-calls.ts';
import { RescueLedger } from './guard/rescue-ledger.ts';

/** What advice is asked for. */
export interface AdviceRequest {
  /** A pool of the settings, a tag, or `default`: every provider. [default] */
  readonly pool?: string;
  /** Only targets that have all of these tags. [none asked for] */
  readonly tags?: readonly string[];
  /** Only targets that have this model. [any] */
  readonly model?: string;
  /** Ids of targets that are not wanted. [none] */
  readonly exclude?: readonly string[];
  /** Instead of that of the pool. [the pool's] */
  readonly strategy?: Strategy;
  /** For `sticky`: the same key is advised the same target. [none] */
  readonly key?: string;
}

interface Parts {
  readonly board: AdviceBoard;
  readonly registry: HealthRegistry;
  readonly calls: GuardedCalls;
  readonly failover: Failover;
  readonly ledger: RescueLedger;
  /** Random numbers in [0, 1). */
  readonly random: () => number;
}

const NOBODY: readonly Candidate[] = Object.freeze([]);

/**
 * Whom to call, in the process: advice by look-up, calls through the circuit of their target, and failover over a pool.
 * What the calls come to is known to the whole of Bellwether at once. Injected like any provider of Nest.
 *
 * @example
 * ```ts
 * constructor(private readonly router: HealthRouter) {}
 *
 * ask(question: string): Promise<string> {
 *   return this.router.withFailover('chat', ({ id, signal }) => this.clients[id].complete(question, { signal }));
 * }
 * ```
 */
export class HealthRouter {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Draws a target by weight. Synchronous, constant in time, and allocates nothing.
   *
   * @param pool a pool of the settings, a tag, or `default`: every provider [default]
   * @returns null where the pool is not known, or has nobody
   */
  pick(pool: string = DEFAULT_POOL): Candidate | null {
    const advice = this.#parts.board.pool(pool);
    return advice === undefined ? null : advice.picks.draw(this.#parts.random());
  }

  /** All candidates, the best first: the very list of the advice, empty where the pool is not known. */
  rank(pool: string = DEFAULT_POOL): readonly Candidate[] {
    return this.#parts.board.pool(pool)?.candidates ?? NOBODY;
  }

  /**
   * The whole advice: candidates with their factors, and who is left out and why.
   *
   * @returns undefined where the pool is not known
   */
  advise(request: AdviceRequest = {}): Advice | undefined {
    return this.#parts.board.answer(questionOf(request));
  }

  /**
   * Calls one target through its circuit, and records what became of it: errors of the SDKs of OpenAI, Anthropic and
   * Google, answers and errors of `fetch`, plain errors with a `status`, streams until their end. What the call gives,
   * or throws, comes through unchanged; of a stream the first token has come by then.
   *
   * @param targetId id of a provider or a model
   * @throws CircuitOpenError without calling while the circuit lets nothing through
   * @throws RangeError where nobody watches that target
   */
  async guard<Result>(
    targetId: string,
    call: GuardedCall<Result>,
    options: GuardOptions = {},
  ): Promise<Result> {
    const { registry, calls, ledger } = this.#parts;
    const state = registry.get(targetId);
    if (state === undefined) throw new RangeError(`nobody watches a target "${targetId}"`);
    const attempt = await calls.through({ state, call, options, attempt: 1, isFair: true });
    if (attempt.outcome.failure !== null) ledger.surfaced(targetId, attempt.outcome);
    return unwrap(attempt);
  }

  /**
   * Calls a target of the pool, and the next best one where that fails by what another one may do better (timeout,
   * network, overload, server error, not an answer, limits, quota, credentials, model), until one does or the time is
   * up. A call that may have been executed is not made again unless it is `idempotent`; a stream that has given tokens
   * never is.
   *
   * @param pool a pool of the settings, a tag, or `default`: every provider
   * @throws what the call threw, where no other target would do better: the caller's own faults
   * @throws FailoverError where every target failed, with the last error as its cause
   * @throws RangeError where there is no such pool
   */
  async withFailover<Result>(
    pool: string,
    call: GuardedCall<Result>,
    options: FailoverOptions = {},
  ): Promise<Result> {
    const { board, failover } = this.#parts;
    if (board.directory.get(pool) === null) throw new RangeError(`there is no pool "${pool}"`);
    const { tags, model, key } = options;
    const request = {
      pool,
      ...(tags === undefined ? {} : { tags }),
      ...(model === undefined ? {} : { model }),
      ...(key === undefined ? {} : { key }),
    };
    return failover.run(questionOf(request), call, options);
  }
}

/** A router over the rooms that it stands on. */
export function routerOf(rooms: {
  readonly registry: HealthRegistry;
  readonly circuits: CircuitBreakers;
  readonly pipeline: ObservationPipeline;
  readonly board: AdviceBoard;
  readonly clock: Clock;
  readonly random: () => number;
}): HealthRouter {
  const ledger = new RescueLedger(rooms.registry);
  const calls = new GuardedCalls({
    ...rooms,
    onOutcome: (state, outcome, isGiven) => ledger.count(state, outcome, isGiven),
  });
  const failover = new Failover({ ...rooms, calls, ledger });
  return new HealthRouter({ ...rooms, calls, failover, ledger });
}

function questionOf(request: AdviceRequest): AdviceQuestion {
  const { pool = DEFAULT_POOL, tags = [], model = null, exclude = [], strategy = null, key = null } = request;
  return { pool, tags, model, exclude, strategy, key };
}
