/**
 * How calls are spread over a pool. `balanced`: by every factor. `latency`: mostly to who answers soonest. `cost`: mostly
 * to the cheapest. `priority`: to the first one of the list, and to the next what it cannot take. `sticky`: by key, so
 * that the same key goes to the same target for as long as it can.
 */
export const STRATEGIES = ['balanced', 'latency', 'cost', 'priority', 'sticky'] as const;

/** What a pool is ranked by: see `STRATEGIES`. */
export type Strategy = (typeof STRATEGIES)[number];

/** The pool that there always is: every provider, unless the settings say otherwise. */
export const DEFAULT_POOL = 'default';

/** What a provider's tokens cost. */
export interface TokenPrice {
  /** US dollars for a million input tokens; at least 0. */
  readonly usdPerMillionInputTokens: number;
  /** US dollars for a million output tokens; at least 0. */
  readonly usdPerMillionOutputTokens: number;
}

/** Targets that can stand in for each other. */
export interface PoolSettings {
  readonly id: string;
  /** Ids of providers or models, the preferred ones first; empty means every provider. */
  readonly targets: readonly string[];
  /** Only those of them that have all of these tags; empty asks for none. */
  readonly tags: readonly string[];
  /** The model that is called; null leaves it open. */
  readonly model: string | null;
  readonly strategy: Strategy;
  /** Fewer usable targets than this fail open [1]; 1 to 100. */
  readonly panicThreshold: number;
}

/** How advice is given. */
export interface RoutingSettings {
  /** Of pools that name none, and of tags [balanced]. */
  readonly strategy: Strategy;
  /** Fewer usable targets than this fail open [1]; 1 to 100. */
  readonly panicThreshold: number;
  /** How long a target that has come back takes to its full weight, milliseconds [60000]; 0 to an hour. */
  readonly slowStartMs: number;
  /** What a target costs, by id, for the strategy `cost`; beside the prices of its generate probe. */
  readonly prices: Readonly<Record<string, TokenPrice>>;
  readonly pools: readonly PoolSettings[];
}
