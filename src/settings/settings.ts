import type { AlertSettings } from './alert-settings.ts';
import type { IntakeSettings } from './intake.schema.ts';
import type { GatewaySettings } from './gateway-settings.ts';
import type {
  ApiToken,
  HistorySettings,
  HostCheckSettings,
  OwnHealthSettings,
  RateLimitSettings,
} from './process-settings.ts';
import type { RoutingSettings } from './routing-settings.ts';
import type { Secret } from './secret.ts';
import type { SecretDigest } from './secret-digest.ts';
import type { TaskSettings } from './task-settings.ts';

/** How a provider speaks, as far as we know by ourselves; one probe file for each. */
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
  | 'llamacpp'
  | 'tgi'
  | 'comfyui'
  | 'gradio'
  | 'http'
  | 'tcp';

/** One of ours, or the name of a kind whose probe the application brings along. */
export type KindName = ProviderKind | (string & {});

/** The highest free level at which a target is checked; `auto` is `auth` where there is a key, else `reach`. */
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

/** When the circuit of a target opens, and when it is tried again. */
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

/** Billed, streamed completions of a few tokens. */
export interface GenerateSettings {
  readonly model: string;
  /** Which of OpenAI's two APIs is asked [chat]; Anthropic and Google have their own. */
  readonly api: 'chat' | 'responses';
  readonly intervalMs: number;
  /** From the request to the last byte of the stream, milliseconds [30000]. */
  readonly timeoutMs: number;
  readonly budgetUsdPerDay: number;
  /** Null takes a price above that of most models, so that the budget holds; self-hosted kinds cost nothing. */
  readonly usdPerMillionInputTokens: number | null;
  readonly usdPerMillionOutputTokens: number | null;
  /** What the model is asked; null asks a few words. */
  readonly prompt: string | null;
  /** Asks a small sum instead, and expects its result in the answer [false]. */
  readonly challenge: boolean;
  /** Cap of the answer; null takes 16, or 128 with a challenge. */
  readonly maxOutputTokens: number | null;
}

/** What is asked of a LiteLLM proxy beyond what is free. */
export interface LiteLlmSettings {
  /** Asks `/health` too, by which the proxy calls every model and is billed for it [false]. */
  readonly health: boolean;
}

/** A value that a JSON body must have at a place. */
export interface ExpectedJson {
  /** A singular query of RFC 9535: names and indices, `$.queue.workers[0].alive`. */
  readonly path: string;
  readonly equals: string | number | boolean | null;
}

/** How a target of the kind `http` is asked, and what it must answer. */
export interface HttpCheckSettings {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'OPTIONS';
  /** Path below `base_url`; empty asks the base URL itself. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent with POST and PUT; null sends none. It may hold a secret, and is treated as one. */
  readonly body: Secret | null;
  /** Statuses that count as success; empty means any 2xx. */
  readonly expectedStatus: readonly number[];
  /** Text that the body must contain, or null. */
  readonly expectedText: string | null;
  /** What the body must hold as JSON; all of it. */
  readonly expectedJson: readonly ExpectedJson[];
  /** Days before its end from which a certificate degrades the target [14]; 0 never does. */
  readonly certificateWarningDays: number;
}

/** Who makes a status page, and so how it is read. `statuspage` stands for Atlassian and incident.io. */
export type StatusPageKind = 'statuspage' | 'google' | 'instatus' | 'betterstack' | 'onlineornot' | 'rss';

/** A provider's own status page, and which part of it concerns us. */
export interface StatusPageSettings {
  readonly url: string;
  /** Null leaves it to the address, or to the first answer. */
  readonly kind: StatusPageKind | null;
  /** Ids or names; empty means the whole page. */
  readonly components: readonly string[];
  /** Ids or names; empty means all. */
  readonly regions: readonly string[];
  /** Time between two looks, milliseconds [60000]; at least a minute. */
  readonly intervalMs: number;
}

/** One provider: how it is reached, what is asked of it, and when it counts as what. */
export interface ProviderSettings {
  readonly id: string;
  readonly name: string;
  readonly kind: KindName;
  /** What the vendor's SDK calls it; a path prefix in it is kept. For `tcp`: `tcp://host:port`. */
  readonly baseUrl: string;
  /** Null asks without a key, at `reach`. */
  readonly apiKey: Secret | null;
  /** An unhealthy critical provider makes the whole unhealthy [false]. */
  readonly critical: boolean;
  /** A provider that is switched off is shown, never asked, and never advised [true]. */
  readonly enabled: boolean;
  /** Time between two checks, milliseconds [30000]; 1,000 to 86,400,000. */
  readonly intervalMs: number;
  /** Time for a check, milliseconds [10000]; less than the interval. */
  readonly timeoutMs: number;
  readonly probe: ProbeLevelSetting;
  /** Each a target of its own, `openai/gpt-5-mini` [none]. */
  readonly models: readonly string[];
  readonly generate: GenerateSettings | null;
  readonly thresholds: Thresholds;
  readonly circuit: CircuitSettings;
  /** Share of the advice compared with others [1]; 0 to 1000. */
  readonly weight: number;
  readonly tags: readonly string[];
  /** The provider's own status page; advisory. */
  readonly statusPage: StatusPageSettings | null;
  /** Headers sent with every request to this provider, beside its own. */
  readonly headers: Readonly<Record<string, string>>;
  /** Reached over our egress; null decides by the host (loopback and private ranges are not). */
  readonly external: boolean | null;
  readonly http: HttpCheckSettings;
  readonly litellm: LiteLlmSettings;
}

/** One thing a service needs, or any one of several that can stand in for each other. */
export type Dependency =
  | { readonly kind: 'one'; readonly id: string }
  | { readonly kind: 'any_of'; readonly ids: readonly string[] };

/** Something that depends on providers: the upper half of the graph. */
export interface ServiceSettings {
  readonly id: string;
  readonly name: string;
  readonly critical: boolean;
  readonly dependsOn: readonly Dependency[];
}

/** How probing goes as a whole. */
export interface MonitoringSettings {
  /** HEALTH_MONITORING_ENABLED [true]. */
  readonly enabled: boolean;
  /** Probes under way at once over all targets [64]; 1 to 1000. */
  readonly maxConcurrentProbes: number;
  /** Share of an interval by which jitter may shorten it [0.1]; 0 to 0.5. Never lengthens. */
  readonly jitter: number;
}

/** How our own network is told from an outage of providers. */
export interface EgressSettings {
  readonly enabled: boolean;
  /** `host:port` pairs of unrelated owners; DNS and TCP to each tell whether our own network works. */
  readonly controls: readonly string[];
  /** Deadline of one control, milliseconds [3000]. */
  readonly timeoutMs: number;
}

/** How the server of `npm start` serves; of these an application takes the tokens, limits and `publicUrl`. */
export interface ServerSettings {
  readonly host: string;
  readonly port: number;
  readonly prometheusEnabled: boolean;
  /** Where people reach this server, without a slash at its end [null, host and port]; BELLWETHER_PUBLIC_URL. */
  readonly publicUrl: string | null;
  /** Serves others than this machine although there are no tokens [false]; BELLWETHER_ALLOW_OPEN. */
  readonly allowOpen: boolean;
  /** Of who may read /metrics and nothing else, beside those who may read [none]; BELLWETHER_METRICS_TOKEN. */
  readonly metricsToken: SecretDigest | null;
  /** Origins of web pages that may call the API, `https://host` [none]. */
  readonly corsOrigins: readonly string[];
  readonly rateLimit: RateLimitSettings;
  /** How long a stop may take, milliseconds [10000]. */
  readonly shutdownTimeoutMs: number;
  /**
   * How long requests are still answered after a signal to stop, while readiness sends them elsewhere, milliseconds
   * [5000]; 0 to 300,000. Nobody is waited for where nobody asks for readiness.
   */
  readonly drainMs: number;
}

/** Events over SSE and WebSocket. */
export interface LiveSettings {
  /** Who may listen at once, over both together [1000]; 0 to 100,000. */
  readonly maxClients: number;
}

/** Everything that Bellwether was told; validated, complete and frozen. */
export interface Settings {
  readonly server: ServerSettings;
  readonly monitoring: MonitoringSettings;
  readonly egress: EgressSettings;
  readonly providers: readonly ProviderSettings[];
  readonly services: readonly ServiceSettings[];
  readonly routing: RoutingSettings;
  readonly gateways: GatewaySettings;
  readonly alerts: AlertSettings;
  readonly history: HistorySettings;
  readonly intake: IntakeSettings;
  readonly ownHealth: OwnHealthSettings;
  readonly hostChecks: HostCheckSettings;
  readonly tasks: TaskSettings;
  readonly live: LiveSettings;
  /** `file:…`, `postgres://…` or `memory:` [file:data/bellwether.db]; may hold a password; DATABASE_URL. */
  readonly databaseUrl: Secret;
  /** `redis://…` or `rediss://…` [none]; may hold a password; REDIS_URL. */
  readonly redisUrl: Secret | null;
  /** BELLWETHER_API_TOKENS [none]. */
  readonly apiTokens: readonly ApiToken[];
}
