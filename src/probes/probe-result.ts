import type { FailureKind } from '../observations/failure-kind.ts';
import type { Notice } from '../observations/notice.ts';
import type { RateLimit } from '../observations/observation.ts';
import type { TransportFailure } from '../observations/transport-error.ts';
import type { Capabilities, ProbeResult } from './probe.ts';

/** What a check saw of the wire, whether it went well or not. */
export interface Evidence {
  readonly latencyMs: number | null;
  readonly httpStatus: number | null;
  readonly requestId: string | null;
  readonly rateLimit: RateLimit | null;
}

/** Why a check failed: the kind, a clause for people free of secrets, and what the vendor says itself. */
export interface Fault {
  readonly failure: FailureKind;
  readonly detail: string;
  readonly vendorCode: string | null;
  readonly retryAfterMs: number | null;
  readonly isLocal: boolean;
  /** The server lives and is still starting. [false] */
  readonly isStarting?: boolean;
}

/** What was learnt of the server beside that it works. */
export interface Facts {
  readonly version: string | null;
  readonly models: readonly string[] | null;
  readonly capabilities: Capabilities;
  /** What people should know of before it hurts. [none] */
  readonly notices?: readonly Notice[];
  /** Changes when the server restarts. [not known] */
  readonly instanceId?: string | null;
}

export const NO_EVIDENCE: Evidence = { latencyMs: null, httpStatus: null, requestId: null, rateLimit: null };

export const NO_FACTS: Facts = { version: null, models: null, capabilities: {} };

/** chosen: a clause of evidence is read in a table cell. */
const LONGEST_DETAIL = 200;

/** The result of a check that went well. */
export function succeeded(evidence: Evidence, facts: Facts): ProbeResult {
  return {
    ok: true,
    failure: null,
    detail: null,
    vendorCode: null,
    retryAfterMs: null,
    ...evidence,
    ...facts,
  };
}

/** The result of a check that did not; the detail is cut to 200 characters. */
export function failed(evidence: Evidence, fault: Fault): ProbeResult {
  const { failure, vendorCode, retryAfterMs, isLocal, isStarting = false } = fault;
  const detail = fault.detail.slice(0, LONGEST_DETAIL);
  const result = { ok: false, failure, detail, vendorCode, retryAfterMs, ...evidence, ...NO_FACTS };
  if (isStarting) return { ...result, isStarting };
  return isLocal ? { ...result, blame: 'local' } : result;
}

/** A fault of the connection, told with what was asked. */
export function transportFault(
  { failure, detail, vendorCode, isLocal }: TransportFailure,
  asked: string,
): Fault {
  return { failure, detail: `${asked}: ${detail}`, vendorCode, retryAfterMs: null, isLocal };
}

/** Our own settings are at fault, before anything was sent. */
export function badSettings(detail: string): ProbeResult {
  return failed(NO_EVIDENCE, {
    failure: 'bad_request',
    detail,
    vendorCode: null,
    retryAfterMs: null,
    isLocal: false,
  });
}
