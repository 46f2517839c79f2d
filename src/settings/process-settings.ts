import type { Secret } from './secret.ts';
import type { SecretDigest } from './secret-digest.ts';

export const OWN_COMPONENTS = [
  'disk_space',
  'data_writable',
  'history_store',
  'cache',
  'task_queue',
  'scheduler',
  'event_loop',
  'outbox',
  'ai_model',
  'resilience',
] as const;

/** A part of this process, as `/api/health` names it. */
export type OwnComponent = (typeof OWN_COMPONENTS)[number];

/** Something that is asked by its URL beside our own components. */
export interface ExternalServiceSettings {
  /** As `/api/health` shows it. */
  readonly name: string;
  /** A secret, since it may hold a password. */
  readonly url: Secret;
  /** Whether this process is unready while it is unhealthy [false]. */
  readonly critical: boolean;
  /** Null takes every status below 400. */
  readonly expectedStatus: number | null;
  /** Deadline, milliseconds [timeoutMs of our own components]. */
  readonly timeoutMs: number;
}

/** How this process checks its own components (`/api/health`). */
export interface OwnHealthSettings {
  /** Deadline of one component's check, milliseconds [2000]; HEALTH_CHECK_TIMEOUT_MS. */
  readonly timeoutMs: number;
  /** Of `ai_model`, milliseconds [timeoutMs]; HEALTH_CHECK_AI_MODEL_TIMEOUT_MS. */
  readonly aiModelTimeoutMs: number;
  /** Of `cache`, milliseconds [timeoutMs]; HEALTH_CHECK_CACHE_TIMEOUT_MS. */
  readonly cacheTimeoutMs: number;
  /** Of `resilience`, milliseconds [timeoutMs]; HEALTH_CHECK_RESILIENCE_TIMEOUT_MS. */
  readonly resilienceTimeoutMs: number;
  /** Repetitions of a failed check, with exponential back-off [1]; 0 to 10; HEALTH_CHECK_RETRY_COUNT. */
  readonly retryCount: number;
  /** Which components are checked [all]; HEALTH_CHECK_ENABLED_COMPONENTS. */
  readonly components: readonly OwnComponent[];
  /** Time between two looks at every component, milliseconds [5000]; one second to five minutes. */
  readonly refreshMs: number;
  readonly external: readonly ExternalServiceSettings[];
}

/** A reading at or above `warning` is a warning, at or above `error` an error. */
export interface HostLimit {
  readonly warning: number;
  readonly error: number;
}

/** When the host check reports a warning or an error. */
export interface HostCheckSettings {
  /** Used memory in percent [80, 95]. */
  readonly memoryPercent: HostLimit;
  /** Used disk in percent [90, 95]. */
  readonly diskPercent: HostLimit;
  /** CPU load in percent [90, 95]. */
  readonly cpuPercent: HostLimit;
  /** Active handles of the event loop [100, 200]. */
  readonly activeHandles: HostLimit;
}

/** How much of the past is kept. */
export interface HistorySettings {
  /** Records kept per target [1000]; 10 to 1000000; HEALTH_HISTORY_RETENTION. */
  readonly retentionPerTarget: number;
  /** Days for which roll-ups are kept [1m: 2, 5m: 7, 15m: 30, 1h: 90, 1d: 730]; 1 to 3650, for 1h and 1d from 2 on. */
  readonly retentionDays: Readonly<Record<'1m' | '5m' | '15m' | '1h' | '1d', number>>;
  /** Size beyond which less is kept than the above, megabytes [1000]; 10 to 1000000. */
  readonly maxSizeMb: number;
}

/** What a token may do: read, hand in outcomes of calls, or everything. */
export type ApiRole = 'read' | 'ingest' | 'operate';

/** Requests that one caller may send in a minute; 0 sets no limit. */
export interface RateLimitSettings {
  /** Reads [6000]. */
  readonly readsPerMinute: number;
  /** Requests that hand in outcomes of calls; each may hold a thousand [60000]. */
  readonly ingestsPerMinute: number;
  /** Requests that change something [600]. */
  readonly operationsPerMinute: number;
  /** Requests with a token that nobody has, of one address [20]. */
  readonly failedLoginsPerMinute: number;
}

/** Who may call the API; from BELLWETHER_API_TOKENS, `name:role:secret` each. */
export interface ApiToken {
  readonly name: string;
  readonly role: ApiRole;
  readonly digest: SecretDigest;
  /** Whether its secret had so few characters that it may be guessed. */
  readonly isShort: boolean;
}
