import { Logger } from '@nestjs/common';
import type { Clock } from '../clock/clock.ts';
import { blameOf } from '../observations/failure-kind.ts';
import type { Notice } from '../observations/notice.ts';
import type { Observation } from '../observations/observation.ts';
import type { Target } from '../targets/target.ts';
import { failed, NO_EVIDENCE, type Fault } from './probe-result.ts';
import type { Capabilities, Probe, ProbeResult } from './probe.ts';
import { secretsOf, withoutSecrets } from './secrets.ts';

/** The probes that a prober has; of several for one kind the first answers. */
export const PROBES = Symbol('PROBES');

/** What one check brought: the observation, and what it learnt of the server. */
export interface ProbeOutcome {
  readonly observation: Observation;
  readonly version: string | null;
  /** All model names that the API listed; null when it was not asked or did not say. */
  readonly models: readonly string[] | null;
  readonly capabilities: Capabilities;
  readonly notices: readonly Notice[];
  /** Names this run of the server; null where it does not say. */
  readonly instanceId: string | null;
}

/** chosen: a probe that keeps its own deadline is never cut off by ours. */
const GRACE_MS = 250;

/** Checks targets by their kind, and holds every probe to the port's promises: in time, and never by throwing. */
export class Prober {
  readonly #probes = new Map<string, Probe>();
  readonly #clock: Clock;
  readonly #log = new Logger('Prober');

  constructor(probes: readonly Probe[], clock: Clock) {
    this.#clock = clock;
    for (const probe of probes) {
      for (const kind of probe.kinds) if (!this.#probes.has(kind)) this.#probes.set(kind, probe);
    }
  }

  async check(target: Target, signal: AbortSignal): Promise<ProbeOutcome> {
    const result = await this.#resultOf(target, signal);
    const { version, models, capabilities, notices = [], instanceId = null } = result;
    const observation = this.#observationOf(target, result);
    return { observation, version, models, capabilities, notices, instanceId };
  }

  async #resultOf(target: Target, signal: AbortSignal): Promise<ProbeResult> {
    const probe = this.#probes.get(target.provider.kind);
    if (probe === undefined)
      return failed(NO_EVIDENCE, localFault(`no probe for kind ${target.provider.kind}`));
    const limit = new TimeLimit(target.provider.timeoutMs + GRACE_MS, signal);
    try {
      const result = await Promise.race([probe.check(target, target.probeLevel, limit.signal), limit.passed]);
      if (typeof result?.ok !== 'boolean') throw new TypeError('the probe gave no result');
      return result;
    } catch (error) {
      this.#logDefect(target, error);
      return failed(NO_EVIDENCE, localFault('probe defect'));
    } finally {
      limit.release();
    }
  }

  #observationOf(target: Target, result: ProbeResult): Observation {
    const { ok, failure, detail, vendorCode, latencyMs, httpStatus, requestId, rateLimit, retryAfterMs } =
      result;
    return {
      targetId: target.id,
      source: 'probe',
      depth: target.probeLevel,
      at: this.#clock.now(),
      atMonotonicMs: this.#clock.monotonicMs(),
      ok,
      failure,
      blame: failure === null ? null : (result.blame ?? blameOf(failure)),
      latencyMs: failure === 'cancelled' ? null : latencyMs,
      ttftMs: null,
      outputTokens: null,
      httpStatus,
      requestId,
      detail,
      vendorCode,
      rateLimit,
      retryAfterMs,
      ...(result.isStarting === true && !ok ? { isStarting: true } : {}),
    };
  }

  #logDefect({ id, provider }: Target, error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#log.error({
      msg: 'probe defect',
      target_id: id,
      kind: provider.kind,
      error: withoutSecrets(text, secretsOf(provider)),
    });
  }
}

/** Ours to answer for, so the provider is not blamed. */
function localFault(detail: string): Fault {
  return { failure: 'invalid_response', detail, vendorCode: null, retryAfterMs: null, isLocal: true };
}

/** Ends a probe that does not end itself: aborts it, and answers in its place. */
class TimeLimit {
  readonly #controller = new AbortController();
  readonly #caller: AbortSignal;
  readonly #timer: NodeJS.Timeout;
  readonly #cancel: () => void;
  readonly passed: Promise<ProbeResult>;

  constructor(limitMs: number, caller: AbortSignal) {
    this.#caller = caller;
    const { promise, resolve } = Promise.withResolvers<ProbeResult>();
    this.passed = promise;
    const end = (fault: Fault) => {
      this.#controller.abort();
      resolve(failed(NO_EVIDENCE, fault));
    };
    this.#timer = setTimeout(() => end(overdue(limitMs - GRACE_MS)), limitMs);
    this.#cancel = () => end(cancelled());
    if (caller.aborted) this.#cancel();
    else caller.addEventListener('abort', this.#cancel, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  release(): void {
    clearTimeout(this.#timer);
    this.#caller.removeEventListener('abort', this.#cancel);
  }
}

function overdue(timeoutMs: number): Fault {
  const detail = `the probe did not answer within ${timeoutMs} ms`;
  return { failure: 'timeout', detail, vendorCode: null, retryAfterMs: null, isLocal: false };
}

function cancelled(): Fault {
  return { failure: 'cancelled', detail: 'cancelled', vendorCode: null, retryAfterMs: null, isLocal: false };
}
