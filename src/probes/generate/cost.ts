import { isSelfHosted } from '../../settings/provider-kinds.ts';
import type { GenerateSettings, ProviderSettings } from '../../settings/settings.ts';
import { maxOutputTokensOf, promptOf } from './generate-request.ts';

interface Tokens {
  readonly input: number;
  readonly output: number;
}

interface Prices {
  readonly usdPerMillionInput: number;
  readonly usdPerMillionOutput: number;
}

/** chosen: above the list prices of the flagship models in common use; without a price no budget could be kept. */
const ASSUMED: Prices = { usdPerMillionInput: 30, usdPerMillionOutput: 150 };
const FREE: Prices = { usdPerMillionInput: 0, usdPerMillionOutput: 0 };

/** chosen: what chat templates and routers put around a prompt; a token is a byte at least. */
const TEMPLATE_TOKENS = 64;

function pricesOf(kind: string, generate: GenerateSettings): Prices {
  const usual = isSelfHosted(kind) ? FREE : ASSUMED;
  return {
    usdPerMillionInput: generate.usdPerMillionInputTokens ?? usual.usdPerMillionInput,
    usdPerMillionOutput: generate.usdPerMillionOutputTokens ?? usual.usdPerMillionOutput,
  };
}

function costOf({ input, output }: Tokens, prices: Prices): number {
  return (input * prices.usdPerMillionInput + output * prices.usdPerMillionOutput) / 1e6;
}

/** What a call was, as far as the provider tells. */
export interface Usage {
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly isBillable: boolean;
}

/** What the calls of one target cost: at most, before they are made, and in truth after. */
export class CallCost {
  readonly #prices: Prices;
  /** Grows where the provider counts more than we expect, as behind a router with a prompt of its own. */
  #most: Tokens;

  constructor({ kind }: ProviderSettings, generate: GenerateSettings) {
    this.#prices = pricesOf(kind, generate);
    this.#most = {
      input: Buffer.byteLength(promptOf(generate)) + TEMPLATE_TOKENS,
      output: maxOutputTokensOf(generate),
    };
  }

  get mostUsd(): number {
    return costOf(this.#most, this.#prices);
  }

  /** What is not told is taken for the most that it can be; a refusal costs nothing. */
  usdOf({ inputTokens, outputTokens, isBillable }: Usage): number {
    const input = inputTokens ?? (isBillable ? this.#most.input : 0);
    const output = outputTokens ?? (isBillable ? this.#most.output : 0);
    this.#most = { input: Math.max(this.#most.input, input), output: Math.max(this.#most.output, output) };
    return costOf({ input, output }, this.#prices);
  }
}
