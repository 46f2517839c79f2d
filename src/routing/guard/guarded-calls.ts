import type { CircuitBreakers } from '../../breakers/circuit-breakers.ts';
import type { Clock, MonotonicMs } from '../../clock/clock.ts';
import type { HealthRegistry } from '../../health/health-registry.ts';
import type { TargetHealth } from '../../health/target-health.ts';
import { vendorOf } from '../../observations/errors/vendors.ts';
import type { ObservationPipeline } from '../../monitor/observation-pipeline.ts';
import { secretsOf } from '../../probes/secrets.ts';
import { factsOf, outcomeOfResponse, outcomeOfValue } from './answered.ts';
import { type CallOutcome, failedBy, WENT_WELL } from './call-outcome.ts';
import { CallDeadline } from './deadline.ts';
import type { Attempt, CallContext, GuardedCall, GuardOptions } from './guarded-call.ts';
import { type Measures, observationOf, observedIds } from './guard-observation.ts';
import { isEventStream, observeResponse } from './observed-response.ts';
import { isRunner, isStream, ObservedStream, observeRunner } from './observed-stream.ts';
import { StreamWatch } from './stream-watch.ts';
import { outcomeOfError, type Reading } from './thrown-error.ts';

interface Parts {
  readonly registry: HealthRegistry;
  readonly circuits: CircuitBreakers;
  readonly pipeline: ObservationPipeline;
  readonly clock: Clock;
  /**
   * Told of every attempt that was made, when its outcome is known: of a stream, at its end. `isGiven`: its caller has it
   * already, so that nobody else can do better any more.
   */
  readonly onOutcome: (state: TargetHealth, outcome: CallOutcome, isGiven: boolean) => void;
}

interface Run<Result> {
  readonly state: TargetHealth;
  readonly call: GuardedCall<Result>;
  readonly options: GuardOptions;
  readonly attempt: number;
  /** It has had time enough, so that running out of it is the target's fault. */
  readonly isFair: boolean;
}

/** One call that is under way. */
interface Flight {
  readonly state: TargetHealth;
  readonly model: string | null;
  readonly startedMs: MonotonicMs;
  readonly deadline: CallDeadline;
  readonly isFair: boolean;
  /** A stream that began well. */
  isGiven: boolean;
}

/** Runs calls to targets, and lets the house know how they went. */
export class GuardedCalls {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Runs a call through its target's breaker.
   * @throws CircuitOpenError without calling while the circuit lets nothing through
   */
  through<Result>(run: Run<Result>): Promise<Attempt<Result>> {
    return this.#parts.circuits.fire(run.state.target.id, () => this.past(run));
  }

  /** Runs it whatever the breaker says. */
  async past<Result>({ state, call, options, attempt, isFair }: Run<Result>): Promise<Attempt<Result>> {
    const deadline = new CallDeadline(options.timeoutMs ?? Infinity, options.signal ?? null);
    const { target } = state;
    const model = options.model ?? target.model;
    const startedMs = this.#parts.clock.monotonicMs();
    const flight: Flight = { state, model, startedMs, deadline, isFair, isGiven: false };
    const { id, provider } = target;
    const context: CallContext = { id, providerId: provider.id, model, signal: deadline.signal, attempt };
    try {
      const value = await deadline.within(begin(call, context));
      return await deadline.within(this.#answered(value, flight));
    } catch (error) {
      return this.#failed(flight, error);
    } finally {
      deadline.met();
    }
  }

  async #answered<Result>(value: Result, flight: Flight): Promise<Attempt<Result>> {
    if (isRunner(value)) return this.#watchRunner(value, flight);
    if (value instanceof Response) return this.#answeredByFetch(value, flight);
    if (isStream(value)) {
      const stream = new ObservedStream(value, this.#watch(flight));
      return this.#begun(stream, stream.given as Result, flight);
    }
    const outcome = outcomeOfValue(value, this.#reading(flight));
    this.#tell(flight, outcome, {});
    return { targetId: flight.state.target.id, outcome, given: { value } };
  }

  async #answeredByFetch<Result>(response: Result & Response, flight: Flight): Promise<Attempt<Result>> {
    if (isEventStream(response)) {
      const facts = factsOf(response, this.#reading(flight));
      const observed = observeResponse(response, this.#watch(flight, facts));
      return this.#begun(observed.stream, observed.response as Result & Response, flight);
    }
    const outcome = await outcomeOfResponse(response, this.#reading(flight));
    this.#tell(flight, outcome, {});
    return { targetId: flight.state.target.id, outcome, given: { value: response } };
  }

  /** Told as a whole at its end; whether it begins well is known now. */
  async #begun<Result>(stream: ObservedStream, value: Result, flight: Flight): Promise<Attempt<Result>> {
    const letGo = (): void => void stream.discard();
    flight.deadline.signal.addEventListener('abort', letGo, { once: true });
    const { outcome, error } = await stream.begin();
    flight.deadline.signal.removeEventListener('abort', letGo);
    const targetId = flight.state.target.id;
    flight.isGiven = outcome === null;
    if (outcome === null) return { targetId, outcome: WENT_WELL, given: { value } };
    return { targetId, outcome, given: error === undefined ? { value } : { error } };
  }

  #watchRunner<Result>(
    runner: Result & Parameters<typeof observeRunner>[0],
    flight: Flight,
  ): Attempt<Result> {
    flight.isGiven = true;
    observeRunner(runner, this.#watch(flight));
    return { targetId: flight.state.target.id, outcome: WENT_WELL, given: { value: runner } };
  }

  #watch(flight: Flight, facts: Partial<CallOutcome> = {}): StreamWatch {
    const { clock } = this.#parts;
    return new StreamWatch({
      reading: () => this.#reading(flight),
      nowMs: () => clock.monotonicMs(),
      isCancelled: () => flight.deadline.endedBy === 'caller',
      onEnd: ({ outcome, firstTokenAtMs, isAbandoned }) => {
        // The deadline told of it already.
        if (flight.deadline.endedBy === 'timeout') return;
        flight.deadline.release();
        const ttftMs = firstTokenAtMs === null ? null : firstTokenAtMs - flight.startedMs;
        this.#tell(flight, { ...outcome, ...facts }, { ttftMs, isCutShort: isAbandoned });
      },
    });
  }

  #failed<Result>(flight: Flight, error: unknown): Attempt<Result> {
    const outcome = this.#outcomeOf(flight, error);
    flight.deadline.release();
    this.#tell(flight, outcome, {});
    return { targetId: flight.state.target.id, outcome, given: { error } };
  }

  #outcomeOf(flight: Flight, error: unknown): CallOutcome {
    switch (flight.deadline.endedBy) {
      case 'caller':
        return failedBy('cancelled', 'unknown', 'cancelled');
      case 'timeout':
        return failedBy(flight.isFair ? 'timeout' : 'cancelled', 'unknown', 'no answer in time');
      case null:
        return outcomeOfError(error, this.#reading(flight));
    }
  }

  #tell(flight: Flight, outcome: CallOutcome, measures: Measures): void {
    const { pipeline, clock, registry, onOutcome } = this.#parts;
    const { state, model, startedMs } = flight;
    onOutcome(state, outcome, flight.isGiven);
    const latencyMs = clock.monotonicMs() - startedMs;
    const observation = observationOf(outcome, { ...measures, latencyMs }, clock);
    for (const targetId of observedIds(registry, state.target, model, outcome)) {
      pipeline.accept({ ...observation, targetId });
    }
  }

  #reading({ state }: Flight): Reading {
    const { provider } = state.target;
    return {
      vendor: vendorOf(provider.kind, provider.baseUrl),
      secrets: secretsOf(provider),
      now: this.#parts.clock.now(),
    };
  }
}

/** What it throws before it has a promise is caught as well. */
async function begin<Result>(call: GuardedCall<Result>, context: CallContext): Promise<Result> {
  context.signal.throwIfAborted();
  return call(context);
}
