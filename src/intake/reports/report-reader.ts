import type { TargetHealth } from '../../health/target-health.ts';
import { vendorOf } from '../../observations/errors/vendors.ts';
import type { Observation } from '../../observations/observation.ts';
import { shownValue } from '../../problems/shown-value.ts';
import { callObservation, type CallOutcome } from '../call-observation.ts';
import type { Intake } from '../intake.ts';
import type { Present } from '../moment.ts';
import { failureOf, type ReportedFailure } from '../reported-failure.ts';
import { timestampMs } from '../timestamp.ts';
import { type Report, type Wrong, wrongIn } from './report-check.ts';
import type { ReportsAnswer } from './report.schema.ts';

type Rejection = ReportsAnswer['rejected'][number];

/** What a list of reports came to. */
export interface ReadReports {
  readonly observations: Observation[];
  readonly accepted: number;
  readonly rejected: readonly Rejection[];
}

const UNTOLD: Wrong = { field: 'failure', rule: 'required where neither http_status nor error tells it' };
const UNWATCHED: Wrong = { field: 'target', rule: 'the id of a target in the settings' };

const NOTHING_TOLD = { vendorCode: null, retryAfterMs: null };
const NO_FAILURE = { failure: null, ...NOTHING_TOLD };

/** Reads reports one by one: a wrong one is told, and keeps no other out. */
export class ReportReader {
  readonly #intake: Intake;
  readonly #present: Present;
  readonly #observations: Observation[] = [];

  constructor(intake: Intake) {
    this.#intake = intake;
    this.#present = intake.present();
  }

  read(items: readonly unknown[]): ReadReports {
    const rejected: Rejection[] = [];
    for (let index = 0; index < items.length; index++) {
      const item = items[index];
      const wrong = wrongIn(item) ?? this.#take(item as Report);
      if (wrong !== null) rejected.push(this.#reject(index, item, wrong));
    }
    return { observations: this.#observations, accepted: items.length - rejected.length, rejected };
  }

  #take(report: Report): Wrong | null {
    const at = typeof report.at === 'string' ? timestampMs(report.at) : null;
    const rule = at === null ? null : this.#present.refusal(at);
    if (rule !== null) return { field: 'at', rule };
    const target = this.#intake.findTarget(report.target, 'observations');
    if (target === null) return UNWATCHED;
    const failed = report.ok ? null : this.#failure(report, target);
    if (failed === null && !report.ok) return UNTOLD;
    const outcome = outcomeOf(report, target, failed ?? NO_FAILURE);
    const observation = callObservation(outcome, this.#present.momentOf(at));
    this.#intake.add(this.#observations, target, orNull(report.model), observation);
    return null;
  }

  /** A kind that is told stands; the vendor's error body then adds its code, and how long to wait. */
  #failure(report: Report, { target }: TargetHealth): ReportedFailure | null {
    const failure = orNull(report.failure);
    const body = orNull(report.error);
    if (failure !== null && body === null) return { failure, vendorCode: null, retryAfterMs: null };
    const told = failureOf({
      vendor: vendorOf(target.provider.kind, target.provider.baseUrl),
      httpStatus: orNull(report.http_status),
      body,
      name: null,
      headers: {},
      now: this.#present.now,
    });
    return failure === null ? told : { ...(told ?? NOTHING_TOLD), failure };
  }

  #reject(index: number, item: unknown, { field, rule }: Wrong): Rejection {
    const isUnknown = field === 'target' && rule === UNWATCHED.rule;
    this.#intake.counts.reject('observations', isUnknown ? 'unknown_target' : field);
    const value: unknown = field === 'item' ? item : Reflect.get(item as object, field);
    return { index, field, rule, value: shownValue([field], value) };
  }
}

function outcomeOf(
  report: Report,
  { target }: TargetHealth,
  { failure, vendorCode, retryAfterMs }: ReportedFailure | typeof NO_FAILURE,
): CallOutcome {
  return {
    targetId: target.id,
    source: 'traffic',
    failure,
    httpStatus: orNull(report.http_status),
    latencyMs: orNull(report.latency_ms),
    ttftMs: orNull(report.ttft_ms),
    outputTokens: orNull(report.output_tokens),
    requestId: orNull(report.request_id),
    vendorCode,
    rateLimit: null,
    retryAfterMs: report.retry_after_ms ?? retryAfterMs,
  };
}

function orNull<T>(value: T | null | undefined): T | null {
  return value ?? null;
}
