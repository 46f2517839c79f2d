/** A target that calls may go to. Fields are those of `GET /health/integration/routing`. */
export interface Candidate {
  readonly id: string;
  readonly weight: number;
  /** Part of the calls that it should get, 0 to 1. */
  readonly share: number;
  readonly status: 'healthy' | 'degraded' | 'unhealthy' | 'unknown';
  readonly p95_ms?: number | null;
  readonly factors?: Readonly<Record<string, number>>;
  readonly waits_until?: string | null;
  readonly last_resort?: string | null;
}

export interface Exclusion {
  readonly id: string;
  readonly reason: string;
  readonly retry_at: string | null;
  readonly detail?: string | null;
}

/** Whom to call, as the server said last. */
export interface Advice {
  /** Too few are usable, so that all are named, the least bad first. */
  readonly panic: boolean;
  readonly pool?: string;
  readonly generated_at: string;
  readonly seq: number;
  /** The best first. */
  readonly candidates: readonly Candidate[];
  readonly excluded: readonly Exclusion[];
}

/** What became of a call. Fields are those of `POST /health/integration/observations`. */
export interface Outcome {
  readonly target: string;
  readonly ok: boolean;
  /** ISO 8601 [now]. */
  readonly at?: string;
  /** Of a call that failed; left out where `http_status` or `error` tell it. */
  readonly failure?: string;
  readonly http_status?: number;
  /** The body of the vendor's error; the server reads its kind and throws it away. */
  readonly error?: unknown;
  readonly latency_ms?: number;
  readonly ttft_ms?: number;
  readonly output_tokens?: number;
  readonly model?: string;
  readonly request_id?: string;
}

/** How advice comes in: `lost` is neither way, what was known goes on to be told. */
export type ClientState = 'starting' | 'streaming' | 'polling' | 'lost' | 'closed';

/** What became of the outcomes that were reported. */
export interface ClientCounts {
  /** Waiting, or under way. */
  readonly queued: number;
  /** Taken in by the server, and refused by it. */
  readonly accepted: number;
  readonly rejected: number;
  /** Never sent, for want of room or of an answer. */
  readonly dropped: number;
}

export interface ClientOptions {
  /** Where Bellwether is, with the path in front of its routes if there is one. */
  readonly url: string;
  /** Sent as `Authorization: Bearer`; advice needs the role `read`, outcomes `ingest`, `operate` may both [none]. */
  readonly token?: string;
  /** Sent with outcomes instead, where that is another one [token]. */
  readonly ingestToken?: string;
  /** A pool of the settings, a tag, or `default`: every provider [default]. */
  readonly pool?: string;
  /** Ids of targets, the best first: advised until the server has said better, or can no longer be believed [none]. */
  readonly targets?: readonly string[];
  /** From this age on the server's word counts for less than `targets`, milliseconds [Infinity]. */
  readonly maxAgeMs?: number;
  /** Whether advice is streamed; else it is polled [true]. */
  readonly stream?: boolean;
  /** Time between two polls while there is no stream, milliseconds [5000]. */
  readonly pollMs?: number;
  /** A stream that is silent for so long is dead, milliseconds [40000]; the server says something every 15 s. */
  readonly silentMs?: number;
  /** Deadline of a request, milliseconds [5000]. */
  readonly timeoutMs?: number;
  /** First and longest wait before a stream or a batch is tried again, milliseconds [500, 30000]; doubles between. */
  readonly retryMs?: number;
  readonly maxRetryMs?: number;
  /** How long outcomes wait for others, milliseconds [1000]. */
  readonly flushMs?: number;
  /** Outcomes in one request [100]; 1 to 1000. */
  readonly batchSize?: number;
  /** Outcomes that may wait; the oldest go beyond it [10000]. */
  readonly queueSize?: number;
  /** Tries of one batch before it is dropped [8]. */
  readonly maxAttempts?: number;
  /** In place of the global one. */
  readonly fetch?: typeof fetch;
  /** Hears what went wrong; nothing is ever thrown [nobody]. */
  readonly onError?: (error: unknown) => void;
  /** Random numbers in [0, 1) [Math.random]. */
  readonly random?: () => number;
}

/** The same with every default in its place. */
export type Told = Required<Omit<ClientOptions, 'token' | 'ingestToken'>> & {
  readonly token: string | null;
  readonly ingestToken: string | null;
};

/** An option that is given as undefined is as good as not given. */
export function toldBy(given: ClientOptions): Told {
  const options = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as unknown as ClientOptions;
  const token = options.token ?? null;
  return {
    pool: 'default',
    targets: [],
    maxAgeMs: Infinity,
    stream: true,
    pollMs: 5_000,
    silentMs: 40_000,
    timeoutMs: 5_000,
    retryMs: 500,
    maxRetryMs: 30_000,
    flushMs: 1_000,
    batchSize: 100,
    queueSize: 10_000,
    maxAttempts: 8,
    // looked up when it is called, as one's own context needs it
    fetch: (...request) => fetch(...request),
    onError: () => undefined,
    random: Math.random,
    ...options,
    url: options.url.replace(/\/+$/, ''),
    token,
    ingestToken: options.ingestToken ?? token,
  };
}

export function authorization(token: string | null): Record<string, string> {
  return token === null ? {} : { authorization: `Bearer ${token}` };
}
