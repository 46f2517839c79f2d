import type { TargetHealth } from '../../health/target-health.ts';
import { parsedBody } from '../../observations/error-body.ts';
import { vendorOf } from '../../observations/errors/vendors.ts';
import type { Observation } from '../../observations/observation.ts';
import { readRateLimit } from '../../observations/rate-limit-headers.ts';
import { shownValue } from '../../problems/shown-value.ts';
import { callObservation } from '../call-observation.ts';
import { hostText } from '../called-host.ts';
import type { Intake } from '../intake.ts';
import type { Present } from '../moment.ts';
import { failureOf, type ReportedFailure } from '../reported-failure.ts';
import { type LiteLlmCall, litellmCall, type NoCall } from './litellm-call.ts';

interface Rejection {
  readonly index: number;
  readonly field: string;
  readonly rule: string;
  readonly value: unknown;
}

export interface ReadLogs {
  readonly observations: Observation[];
  readonly accepted: number;
  readonly ignored: number;
  readonly rejected: readonly Rejection[];
}

const UNSAID: ReportedFailure = { failure: 'server_error', vendorCode: null, retryAfterMs: null };

/** Reads the logs of LiteLLM one by one. Nothing of what was said in a call leaves it. */
export class LogReader {
  readonly #intake: Intake;
  readonly #present: Present;
  readonly #observations: Observation[] = [];
  readonly #rejected: Rejection[] = [];
  #ignored = 0;

  constructor(intake: Intake) {
    this.#intake = intake;
    this.#present = intake.present();
  }

  read(logs: readonly unknown[]): ReadLogs {
    for (const [index, log] of logs.entries()) this.#readOne(index, litellmCall(log));
    const accepted = logs.length - this.#rejected.length - this.#ignored;
    return { observations: this.#observations, accepted, ignored: this.#ignored, rejected: this.#rejected };
  }

  #readOne(index: number, call: LiteLlmCall | NoCall): void {
    if (call === 'no_log') return this.#reject(index, 'log', 'object', null);
    if (call === 'no_status') return this.#reject(index, 'status', 'one of success|failure', null);
    if (typeof call === 'string') return this.#ignore(call);
    const { endedAt } = call;
    const rule = endedAt === null ? null : this.#present.refusal(endedAt);
    if (rule !== null) return this.#reject(index, 'endTime', rule, endedAt);
    const target = this.#targetOf(call);
    if (target === null) {
      const called = call.host === null ? call.vendor : hostText(call.host);
      return this.#reject(index, 'api_base', 'of a target in the settings', called);
    }
    this.#intake.add(this.#observations, target, call.model, this.#observation(call, target));
  }

  /** A group of models may stand for one target by `intake.names`; else whoever was called. */
  #targetOf({ modelGroup, vendor, host }: LiteLlmCall): TargetHealth | null {
    const named = modelGroup === null ? undefined : this.#intake.findAlias(modelGroup);
    return named ?? this.#intake.findCalled({ vendor, host }, 'litellm');
  }

  #observation(call: LiteLlmCall, { target }: TargetHealth): Observation {
    const failed = call.ok
      ? null
      : this.#failureOf(call, vendorOf(target.provider.kind, target.provider.baseUrl));
    const outcome = {
      targetId: target.id,
      source: 'traffic',
      failure: failed?.failure ?? null,
      httpStatus: call.httpStatus,
      latencyMs: call.latencyMs,
      ttftMs: call.ttftMs,
      outputTokens: call.outputTokens,
      requestId: call.requestId,
      vendorCode: failed?.vendorCode ?? null,
      rateLimit: readRateLimit(call.headers, this.#present.now),
      retryAfterMs: failed?.retryAfterMs ?? null,
    } as const;
    return callObservation(outcome, this.#present.momentOf(call.endedAt));
  }

  #failureOf(call: LiteLlmCall, vendor: ReturnType<typeof vendorOf>): ReportedFailure {
    const { httpStatus, errorClass, errorMessage, headers } = call;
    const body = errorMessage === null ? null : bodyIn(errorMessage);
    return (
      failureOf({ vendor, httpStatus, body, name: errorClass, headers, now: this.#present.now }) ?? UNSAID
    );
  }

  #ignore(reason: NoCall): void {
    this.#ignored++;
    this.#intake.counts.ignore('litellm', reason);
  }

  #reject(index: number, field: string, rule: string, value: unknown): void {
    this.#intake.counts.reject('litellm', field === 'api_base' ? 'unknown_target' : field);
    this.#rejected.push({ index, field, rule, value: shownValue([field], value) });
  }
}

/** LiteLLM puts the vendor's own error body behind a name: `AnthropicException - {"type":"error", …}`. */
function bodyIn(message: string): unknown {
  const quoted = message.slice(message.indexOf('{'), message.lastIndexOf('}') + 1);
  const body = parsedBody(quoted === '' ? null : quoted);
  return typeof body === 'object' && body !== null ? body : { error: { message } };
}
