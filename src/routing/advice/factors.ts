import type { Status } from '../../health/status.ts';
import type { MeasuredP95, RoutedMeasure } from '../../health/target-windows.ts';
import type { ProviderSettings } from '../../settings/settings.ts';
import type { Strategy, TokenPrice } from '../../settings/routing-settings.ts';
import type { Factors } from './advice.ts';
import type { TargetFacts } from './target-facts.ts';

const STATUS_FACTORS: Readonly<Record<Status, number>> = {
  healthy: 1,
  unknown: 0.5,
  degraded: 0.3,
  unhealthy: 0,
};
const LEAST_LATENCY_FACTOR = 0.2;
/** chosen: twice as slow as the best is called an eighth as often, and what is slow is still measured. */
const LATENCY_STRATEGY = { power: 3, least: 0.02 } as const;
/** OpenRouter weighs by the inverse square of the price. */
const COST_STRATEGY = { power: 2, least: 0.01 } as const;
/** With a price of nothing nothing compares: what costs less than this share of the dearest costs as much. chosen */
const LEAST_PRICE_SHARE = 0.01;
/** `priority` goes by what a target can take: it spills over only when its limit is nearly reached. */
const LOW_HEADROOM = 0.1;

/** What those of a pool are measured against. */
export interface Yardstick {
  readonly strategy: Strategy;
  readonly bestP95Ms: Readonly<Record<RoutedMeasure, number>>;
  /** US dollars for a million tokens of the cheapest and of the dearest; null where no price is known. */
  readonly prices: { readonly least: number; readonly most: number } | null;
}

export type PriceOf = (facts: TargetFacts) => number | null;

export function yardstickOf(
  members: readonly TargetFacts[],
  strategy: Strategy,
  priceOf: PriceOf,
): Yardstick {
  const bestP95Ms = { checks: Infinity, calls: Infinity, first_token: Infinity };
  for (const { p95 } of members) {
    if (p95 !== null && p95.ms < bestP95Ms[p95.of]) bestP95Ms[p95.of] = p95.ms;
  }
  return { strategy, bestP95Ms, prices: strategy === 'cost' ? pricesOf(members, priceOf) : null };
}

function pricesOf(members: readonly TargetFacts[], priceOf: PriceOf): Yardstick['prices'] {
  const known = members.map(priceOf).filter((price) => price !== null);
  if (known.length === 0) return null;
  const most = Math.max(...known);
  return { least: Math.max(Math.min(...known), most * LEAST_PRICE_SHARE), most };
}

/** The factors of one target, all but what those before it leave. */
export function factorsOf(
  facts: TargetFacts,
  yardstick: Yardstick,
  status: number | null,
  priceOf: PriceOf,
): Factors {
  return {
    configured: facts.target.provider.weight,
    status: status ?? STATUS_FACTORS[facts.status],
    latency: latencyFactor(facts.p95, yardstick),
    headroom: headroomFactor(facts.headroom, yardstick.strategy),
    slowStart: facts.slowStart,
    cost: yardstick.strategy === 'cost' ? costFactor(priceOf(facts), yardstick.prices) : null,
    priority: null,
  };
}

function latencyFactor(p95: MeasuredP95 | null, { strategy, bestP95Ms }: Yardstick): number {
  if (p95 === null || p95.ms === 0 || strategy === 'priority') return 1;
  const ratio = bestP95Ms[p95.of] / p95.ms;
  if (strategy === 'latency') return Math.max(LATENCY_STRATEGY.least, ratio ** LATENCY_STRATEGY.power);
  return Math.max(LEAST_LATENCY_FACTOR, ratio);
}

function headroomFactor(headroom: number, strategy: Strategy): number {
  return strategy === 'priority' ? Math.min(1, headroom / LOW_HEADROOM) : headroom;
}

/** Who has no price is taken for the dearest. */
function costFactor(price: number | null, prices: Yardstick['prices']): number {
  if (prices === null || prices.most === 0) return 1;
  const own = Math.max(price ?? prices.most, prices.most * LEAST_PRICE_SHARE);
  return Math.max(COST_STRATEGY.least, (prices.least / own) ** COST_STRATEGY.power);
}

export function weightOf(factors: Factors): number {
  const { configured, status, latency, headroom, slowStart, cost, priority } = factors;
  return configured * status * latency * headroom * slowStart * (cost ?? 1) * (priority ?? 1);
}

/** chosen: of three tokens that are read one is written, as in most chats. */
const INPUT_SHARE = 0.75;

/** US dollars for a million tokens as they come; null where nobody said. */
export function blendedPrice(price: TokenPrice | undefined, { generate }: ProviderSettings): number | null {
  const { usdPerMillionInputTokens: input, usdPerMillionOutputTokens: output } =
    price ?? generate ?? NO_PRICE;
  return input === null || output === null ? null : INPUT_SHARE * input + (1 - INPUT_SHARE) * output;
}

const NO_PRICE = { usdPerMillionInputTokens: null, usdPerMillionOutputTokens: null };
