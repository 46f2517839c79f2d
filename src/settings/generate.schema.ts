import { boolean, number, oneOf, section, text, wholeNumber } from './scalars.schema.ts';
import type { GenerateSettings } from './settings.ts';

// chosen: an answer of a few words that takes longer than this is of no use to who waits for it
const DEFAULT_TIMEOUT_SECONDS = 30;
// chosen: a probe is not for long texts; room for a model that thinks before it answers a challenge
const MOST_OUTPUT_TOKENS = 4096;

const price = number(0, 1_000_000).nullish();

export const generateSchema = section({
  model: text().describe('The model to ask, by its name at the provider.'),
  api: oneOf(['chat', 'responses'])
    .describe("Which of OpenAI's two APIs is asked: chat completions or Responses. Default chat.")
    .default('chat'),
  interval_seconds: number(10, 86_400)
    .describe('Seconds between two billed probes. Default 600.')
    .default(600),
  timeout_seconds: number(0.1, 600)
    .describe('Seconds the whole answer may take, 0.1 to 600, less than the interval. Default 30.')
    .optional(),
  budget_usd_per_day: number(0, 1_000_000)
    .describe('What these probes may cost in a UTC day, USD. Default 0.10.')
    .default(0.1),
  usd_per_million_input_tokens: price.describe(
    'Price of a million input tokens, USD. Without it 30 is assumed, for self-hosted kinds nothing.',
  ),
  usd_per_million_output_tokens: price.describe(
    'Price of a million output tokens, USD. Without it 150 is assumed, for self-hosted kinds nothing.',
  ),
  prompt: text().nullish().describe('What the model is asked. Default: to count to ten.'),
  challenge: boolean()
    .describe('Asks a small sum instead, and expects its result in the answer. Default false.')
    .default(false),
  max_output_tokens: wholeNumber(1, MOST_OUTPUT_TOKENS)
    .nullish()
    .describe('Cap of the answer, 1 to 4096; Responses needs 16. Default 16, with a challenge 128.'),
}).transform((raw): GenerateSettings => ({
  model: raw.model,
  api: raw.api,
  intervalMs: raw.interval_seconds * 1000,
  timeoutMs: (raw.timeout_seconds ?? fittingTimeoutSeconds(raw.interval_seconds)) * 1000,
  budgetUsdPerDay: raw.budget_usd_per_day,
  usdPerMillionInputTokens: raw.usd_per_million_input_tokens ?? null,
  usdPerMillionOutputTokens: raw.usd_per_million_output_tokens ?? null,
  prompt: raw.prompt ?? null,
  challenge: raw.challenge,
  maxOutputTokens: raw.max_output_tokens ?? null,
}));

/** A timeout that nobody set never contradicts the interval that somebody did. */
function fittingTimeoutSeconds(interval: number): number {
  return Math.min(DEFAULT_TIMEOUT_SECONDS, interval / 2);
}
