import type { AlertSettings } from './alert-settings.ts';
import type { ApiToken, HistorySettings, HostCheckSettings, OwnHealthSettings } from './process-settings.ts';
import type { Secret } from './secret.ts';

/** How a provider speaks; one probe file for each. */
export type ProviderKind =
  | 'openai'
  | 'anthropic'
  | 'google'
  | 'deepseek'
  | 'qwen'
  | 'cursor'
  | 'openai_compatible'
  | 'litellm'
  | 'ollama'
  | 'vllm'
  | 'comfyui'
  | 'gradio'
  | 'http'
  | 'tcp';

export type ProbeLevelSetting = 'auto' | 'reach' | 'auth';

/** When a target counts as degraded or unhealthy. */
export interface Thresholds {
  /** p95 over five minutes at or above which a target is degraded, milliseconds [2000]. */
  readonly latencyWarningMs: number;
  /** Error rate in percent at or above which a target is degraded [50]; 1 to 100. */
  readonly errorRateWarningPercent: number;
  /** Error rate in percent at or above which a target is unhealthy [80]; above the warning. */
  readonly errorRateCriticalPercent: number;
  /** Observations that a window must hold before its rates count [5]; at least 1. */
  readonly minVolume: number;
  /** Health failures in a row that make a target unhealthy [3]; at least 1. */
  readonly failureThreshold: number;
  /** Successes in a row that make a recovering target healthy [2]; at least 1. */
  readonly recoveryThreshold: number;
}

export interface CircuitSettings {
  /** Failed calls of real traffic in a row that open the circuit [5]. */
  readonly consecutiveFailures: number;
  /** Error percentage over the breaker's rolling window that opens it [50]; 1 to 100. */
  readonly errorThresholdPercent: number;
  /** Calls that window must hold before its percentage counts [10]. */
  readonly volumeThreshold: number;
  /** Wait before a trial, milliseconds [30000]; doubles with every reopening. */
  readonly resetTimeoutMs: number;
  /** Ceiling of that growth, milliseconds [300000]. */
  readonly maxResetTimeoutMs: number;
  /** A call slower than this is slow, milliseconds [60000]; time to first token for streams. */
  readonly slowCallMs: number;
  /** Share of slow calls in percent that opens the circuit [80]; 1 to 100. */
  readonly slowCallRatePercent: number;
}

export interface GenerateSettings {
  readonly model: string;
  readonly intervalMs: number;
  readonly budgetUsdPerDay: number;
  readonly usdPerMillionInputTokens: number | null;
  readonly usdPerMillionOutputTokens: number | null;
}

export interface HttpCheckSettings {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'OPTIONS';
  /** Path below `base_url`; empty asks the base URL itself. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Statuses that count as success; empty means any 2xx. */
  readonly expectedStatus: readonly number[];
  /** Text that the body must contain, or null. */
  readonly expectedText: string | null;
}

export interface ProviderSettings {
  readonly id: string;
  readonly name: string;
  readonly kind: ProviderKind;
  /** What the vendor's SDK calls it; a path prefix in it is kept. For `tcp`: `tcp://host:port`. */
  readonly baseUrl: string;
  readonly apiKey: Secret | null;
  readonly critical: boolean;
  readonly enabled: boolean;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly probe: ProbeLevelSetting;
  readonly models: readonly string[];
  readonly generate: GenerateSettings | null;
  readonly thresholds: Thresholds;
  readonly circuit: CircuitSettings;
  readonly weight: number;
  readonly tags: readonly string[];
  readonly statusPage: string | null;
  /** Headers sent with every request to this provider, beside its own. */
  readonly headers: Readonly<Record<string, string>>;
  /** Reached over our egress; null decides by the host (loopback and private ranges are not). */
  readonly external: boolean | null;
  readonly http: HttpCheckSettings;
}

/** One thing a service needs, or any one of several that can stand in for each other. */
export type Dependency =
  | { readonly kind: 'one'; readonly id: string }
  | { readonly kind: 'any_of'; readonly ids: readonly string[] };

export interface ServiceSettings {
  readonly id: string;
  readonly name: string;
  readonly critical: boolean;
  readonly dependsOn: readonly Dependency[];
}

export interface MonitoringSettings {
  /** HEALTH_MONITORING_ENABLED [true]. */
  readonly enabled: boolean;
  /** Probes under way at once over all targets [64]; 1 to 1000. */
  readonly maxConcurrentProbes: number;
  /** Share of an interval by which jitter may shorten it [0.1]; 0 to 0.5. Never lengthens. */
  readonly jitter: number;
}

export interface EgressSettings {
  readonly enabled: boolean;
  /** `host:port` pairs of unrelated owners; DNS and TCP to each tell whether our own network works. */
  readonly controls: readonly string[];
  /** Deadline of one control, milliseconds [3000]. */
  readonly timeoutMs: number;
}

export interface ServerSettings {
  readonly host: string;
  readonly port: number;
  readonly prometheusEnabled: boolean;
  /** How long a stop may take, milliseconds [10000]. */
  readonly shutdownTimeoutMs: number;
}

/** Everything that Bellwether was told; validated, complete and frozen. */
export interface Settings {
  readonly server: ServerSettings;
  readonly monitoring: MonitoringSettings;
  readonly egress: EgressSettings;
  readonly providers: readonly ProviderSettings[];
  readonly services: readonly ServiceSettings[];
  readonly alerts: AlertSettings;
  readonly history: HistorySettings;
  readonly ownHealth: OwnHealthSettings;
  readonly hostChecks: HostCheckSettings;
  /** `file:…`, `postgres://…` or `memory:` [file:data/bellwether.db]; may hold a password; DATABASE_URL. */
  readonly databaseUrl: Secret;
  /** `redis://…` or `rediss://…` [none]; may hold a password; REDIS_URL. */
  readonly redisUrl: Secret | null;
  /** BELLWETHER_API_TOKENS [none]. */
  readonly apiTokens: readonly ApiToken[];
}
