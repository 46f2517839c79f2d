import { Secret } from '../../src/settings/secret.ts';
import type { KindName, ProviderSettings } from '../../src/settings/settings.ts';
import type { Target } from '../../src/targets/target.ts';

/** Looked for in everything that a probe gives away. */
export const CANARY_KEY = 'sk-canary-7f3a9c1e5b';

const PROVIDER: Omit<ProviderSettings, 'id' | 'name' | 'kind' | 'baseUrl'> = {
  apiKey: new Secret(CANARY_KEY),
  critical: true,
  enabled: true,
  intervalMs: 30_000,
  timeoutMs: 5000,
  probe: 'auto',
  models: [],
  generate: null,
  thresholds: {
    latencyWarningMs: 2000,
    errorRateWarningPercent: 50,
    errorRateCriticalPercent: 80,
    minVolume: 5,
    failureThreshold: 3,
    recoveryThreshold: 2,
  },
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
};

/** A target of a kind at an address; the rest as in the default settings, with the canary for a key. */
export function targetAt(
  kind: KindName,
  baseUrl: string,
  provider: Partial<ProviderSettings> = {},
  target: Partial<Target> = {},
): Target {
  return {
    id: kind,
    name: kind,
    provider: { ...PROVIDER, id: kind, name: kind, kind, baseUrl, ...provider },
    model: null,
    probeLevel: 'auth',
    isExternal: false,
    ...target,
  };
}
