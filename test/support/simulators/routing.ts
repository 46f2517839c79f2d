import type { Fault, FaultName } from './fault.ts';
import { jsonAnswer, type WireAnswer } from './wire.ts';
import type { Call, Refusal, Vendor } from './vendor.ts';

/** Faults that lie in the account or the request: they show only to those who brought a good key. */
const ACCOUNT_REFUSALS: Partial<Record<FaultName, Refusal>> = {
  '429': 'rate_limited',
  quota: 'quota',
  permission: 'permission',
  bad_request: 'bad_request',
};

/** Faults of the provider: everybody sees them. */
const PROVIDER_REFUSALS: Partial<Record<FaultName, Refusal>> = {
  '500': 'server_error',
  '503': 'unavailable',
  overloaded: 'overloaded',
  not_found: 'unknown_path',
};

export interface Caller {
  /** Keys that are good here. */
  readonly keys: readonly string[];
  /** The server asks for one where it usually does not. */
  readonly isLocked: boolean;
  readonly fault: Fault;
}

/** What the vendor says to this call; faults of the transport come later, on the way out. */
export function answerCall(vendor: Vendor, call: Call, caller: Caller): WireAnswer {
  if (caller.fault.fault === 'custom') return customAnswer(caller.fault);
  if (caller.fault.fault === 'loading') return vendor.loading?.(call) ?? vendor.refuse('unavailable', call);
  const providerRefusal = PROVIDER_REFUSALS[caller.fault.fault];
  if (providerRefusal !== undefined) return vendor.refuse(providerRefusal, call);
  const refusal = credentialRefusal(vendor, call, caller) ?? ACCOUNT_REFUSALS[caller.fault.fault];
  if (refusal !== undefined) return vendor.refuse(refusal, call);
  return routed(vendor, call);
}

function customAnswer(fault: Fault): WireAnswer {
  const status = fault.status ?? 200;
  if (typeof fault.body !== 'string') return jsonAnswer(status, fault.body ?? {}, { ...fault.headers });
  const contentType = fault.headers?.['content-type'] ?? 'text/plain; charset=utf-8';
  return { status, headers: { ...fault.headers }, content: { kind: 'text', text: fault.body, contentType } };
}

function credentialRefusal(vendor: Vendor, call: Call, caller: Caller): Refusal | undefined {
  if (vendor.isOpen?.(call.request, caller.isLocked) === true) return undefined;
  const key = vendor.keyOf(call.request);
  if (key === null) return 'no_key';
  if (caller.fault.fault === 'wrong_key' || !caller.keys.includes(key)) return 'wrong_key';
  return undefined;
}

function routed(vendor: Vendor, call: Call): WireAnswer {
  for (const route of vendor.routes) {
    const match = route.pattern.exec(call.request.path);
    if (match === null || route.method !== call.request.method) continue;
    if (call.request.hasInvalidBody) {
      return vendor.refuse('bad_request', { ...call, subject: 'the body is not valid JSON' });
    }
    return route.answer(call, match);
  }
  return vendor.refuse('unknown_path', call);
}
