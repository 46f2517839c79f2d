import type { FailureKind } from '../../src/observations/failure-kind.ts';
import { blameOf } from '../../src/observations/failure-kind.ts';
import type { Observation } from '../../src/observations/observation.ts';
import type { ProviderSettings, Thresholds } from '../../src/settings/settings.ts';
import type { Target } from '../../src/targets/target.ts';

/** Complete values with the contract's defaults, for tests and simulations to vary. */

export const DEFAULT_THRESHOLDS: Thresholds = {
  latencyWarningMs: 2_000,
  errorRateWarningPercent: 50,
  errorRateCriticalPercent: 80,
  minVolume: 5,
  failureThreshold: 3,
  recoveryThreshold: 2,
};

export function buildProvider(overrides: Partial<ProviderSettings> = {}): ProviderSettings {
  const id = overrides.id ?? 'openai';
  return {
    id,
    name: id,
    kind: 'openai',
    baseUrl: `https://${id}.example/v1`,
    apiKey: null,
    critical: false,
    enabled: true,
    intervalMs: 30_000,
    timeoutMs: 10_000,
    probe: 'auto',
    models: [],
    generate: null,
    thresholds: DEFAULT_THRESHOLDS,
    circuit: {
      consecutiveFailures: 5,
      errorThresholdPercent: 50,
      volumeThreshold: 10,
      resetTimeoutMs: 30_000,
      maxResetTimeoutMs: 300_000,
      slowCallMs: 60_000,
      slowCallRatePercent: 80,
    },
    weight: 1,
    tags: [],
    statusPage: null,
    headers: {},
    external: null,
    http: {
      method: 'GET',
      path: '',
      headers: {},
      body: null,
      expectedStatus: [],
      expectedText: null,
      expectedJson: [],
      certificateWarningDays: 14,
    },
    litellm: { health: false },
    ...overrides,
  };
}

export function buildTarget(
  overrides: Partial<Target> & { settings?: Partial<ProviderSettings> } = {},
): Target {
  const { settings, ...rest } = overrides;
  const provider = rest.provider ?? buildProvider(settings);
  return {
    id: provider.id,
    name: provider.name,
    provider,
    model: null,
    probeLevel: 'auth',
    isExternal: true,
    ...rest,
  };
}

export function buildModelTarget(provider: ProviderSettings, model: string): Target {
  return buildTarget({ id: `${provider.id}/${model}`, name: model, provider, model });
}

/** An observation of an auth probe; `failure` decides `ok` and blame unless they are given. */
export function buildObservation(
  overrides: Partial<Observation> & { failure?: FailureKind | null } = {},
): Observation {
  const failure = overrides.failure ?? null;
  return {
    targetId: 'openai',
    source: 'probe',
    depth: 'auth',
    at: Date.parse('2026-11-22T04:00:00.000Z') + (overrides.atMonotonicMs ?? 1_000_000) - 1_000_000,
    atMonotonicMs: 1_000_000,
    ok: failure === null,
    failure,
    blame: failure === null ? null : blameOf(failure),
    latencyMs: 100,
    ttftMs: null,
    outputTokens: null,
    httpStatus: null,
    requestId: null,
    detail: null,
    vendorCode: null,
    rateLimit: null,
    retryAfterMs: null,
    ...overrides,
  };
}
