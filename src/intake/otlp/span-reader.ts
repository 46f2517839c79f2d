import type { TargetHealth } from '../../health/target-health.ts';
import { vendorOf } from '../../observations/errors/vendors.ts';
import type { Observation } from '../../observations/observation.ts';
import { callObservation } from '../call-observation.ts';
import type { Intake } from '../intake.ts';
import type { Present } from '../moment.ts';
import { failureOf, type ReportedFailure } from '../reported-failure.ts';
import { type GenAiCall, genAiCall } from './gen-ai-call.ts';
import type { Span } from './span.ts';

export interface ReadSpans {
  readonly observations: Observation[];
  readonly accepted: number;
  /** Calls that could not be taken, and why the last of them could not. */
  readonly rejected: number;
  readonly message: string;
}

/** A span with an error status and no word of why. */
const UNSAID: ReportedFailure = { failure: 'server_error', vendorCode: null, retryAfterMs: null };

/** Reads calls to models out of spans; all other spans are none of our business. */
export class SpanReader {
  readonly #intake: Intake;
  readonly #present: Present;
  readonly #observations: Observation[] = [];
  #accepted = 0;
  #rejected = 0;
  #message = '';

  constructor(intake: Intake) {
    this.#intake = intake;
    this.#present = intake.present();
  }

  read(spans: readonly Span[]): ReadSpans {
    for (const span of spans) {
      const call = genAiCall(span);
      if (typeof call === 'string') this.#intake.counts.ignore('traces', call);
      else this.#readCall(call);
    }
    return {
      observations: this.#observations,
      accepted: this.#accepted,
      rejected: this.#rejected,
      message: this.#message,
    };
  }

  #readCall(call: GenAiCall): void {
    const { endedAt, vendor, host } = call;
    const rule = endedAt === null ? 'required' : this.#present.refusal(endedAt);
    if (rule !== null) return this.#reject('time', `a span that ended must be ${rule}`);
    const target = this.#intake.findCalled({ vendor, host }, 'traces');
    if (target === null) {
      return this.#reject(
        'unknown_target',
        'nobody watches the provider: see /health/integration/unknown-targets',
      );
    }
    this.#accepted++;
    const model = this.#intake.firstModelOf(target, call.models);
    this.#intake.add(this.#observations, target, model, this.#observation(call, target));
  }

  #observation(call: GenAiCall, { target }: TargetHealth): Observation {
    const failed = call.ok
      ? null
      : this.#failureOf(call, vendorOf(target.provider.kind, target.provider.baseUrl));
    const outcome = {
      targetId: target.id,
      source: 'trace',
      failure: failed?.failure ?? null,
      httpStatus: call.httpStatus,
      latencyMs: call.latencyMs,
      ttftMs: call.ttftMs,
      outputTokens: call.outputTokens,
      requestId: call.requestId,
      vendorCode: failed?.vendorCode ?? null,
      rateLimit: null,
      retryAfterMs: null,
    } as const;
    return callObservation(outcome, this.#present.momentOf(call.endedAt));
  }

  #failureOf({ httpStatus, errorName }: GenAiCall, vendor: ReturnType<typeof vendorOf>): ReportedFailure {
    const { now } = this.#present;
    return failureOf({ vendor, httpStatus, body: null, name: errorName, headers: {}, now }) ?? UNSAID;
  }

  #reject(reason: string, message: string): void {
    this.#rejected++;
    this.#message = message;
    this.#intake.counts.reject('traces', reason);
  }
}
