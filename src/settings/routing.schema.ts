import type { z } from 'zod';
import { listOf, mapOf, number, oneOf, section, text, wholeNumber } from './scalars.schema.ts';
import {
  type PoolSettings,
  type RoutingSettings,
  STRATEGIES,
  type Strategy,
  type TokenPrice,
} from './routing-settings.ts';

const MAX_SLOW_START_SECONDS = 3_600;
const MAX_USD = 10_000;

const strategy = oneOf(STRATEGIES);
const panicThreshold = wholeNumber(1, 100);

const priceSchema = section({
  usd_per_million_input_tokens: number(0, MAX_USD).describe('US dollars for a million input tokens.'),
  usd_per_million_output_tokens: number(0, MAX_USD).describe('US dollars for a million output tokens.'),
}).transform((raw): TokenPrice => ({
  usdPerMillionInputTokens: raw.usd_per_million_input_tokens,
  usdPerMillionOutputTokens: raw.usd_per_million_output_tokens,
}));

export const routingSchema = section({
  strategy: strategy
    .describe('How calls are spread over pools that do not say otherwise. Default balanced.')
    .default('balanced'),
  panic_threshold: panicThreshold
    .describe('Fewer usable targets than this, and the advice names all of them (panic). Default 1.')
    .default(1),
  slow_start_seconds: number(0, MAX_SLOW_START_SECONDS)
    .describe('Seconds that a target which has come back takes to its full weight. Default 60.')
    .default(60),
  prices: mapOf(priceSchema)
    .describe('What a target costs, by id, for the strategy cost; else the prices of its generate probe.')
    .default({}),
});

export const poolSchema = section({
  targets: listOf(text())
    .describe('Providers or models (openai/gpt-5-mini), the preferred ones first. Default: every provider.')
    .default([]),
  tags: listOf(text()).describe('Only those of them that have all of these tags.').default([]),
  model: text().nullish().describe('The model that is called: only those that have it.'),
  strategy: strategy.optional().describe('Default: routing.strategy.'),
  panic_threshold: panicThreshold.optional().describe('Default: routing.panic_threshold.'),
});

interface RawRouting {
  readonly strategy: Strategy;
  readonly panic_threshold: number;
  readonly slow_start_seconds: number;
  readonly prices: Readonly<Record<string, TokenPrice>>;
}

export function toRoutingSettings(
  raw: RawRouting,
  pools: Readonly<Record<string, z.output<typeof poolSchema>>>,
): RoutingSettings {
  return {
    strategy: raw.strategy,
    panicThreshold: raw.panic_threshold,
    slowStartMs: raw.slow_start_seconds * 1000,
    prices: raw.prices,
    pools: Object.entries(pools).map(([id, pool]): PoolSettings => ({
      id,
      targets: pool.targets,
      tags: pool.tags,
      model: pool.model ?? null,
      strategy: pool.strategy ?? raw.strategy,
      panicThreshold: pool.panic_threshold ?? raw.panic_threshold,
    })),
  };
}
