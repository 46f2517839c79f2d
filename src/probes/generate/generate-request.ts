import { vendorOf, type Vendor } from '../../observations/errors/vendors.ts';
import type { GenerateSettings, ProviderSettings } from '../../settings/settings.ts';
import { newChallenge } from './challenge.ts';
import { minimalParameters, type Api, type Parameters } from './model-families.ts';

/** One completion to be asked for. */
export interface GenerateRequest {
  readonly api: Api;
  readonly vendor: Vendor;
  readonly model: string;
  readonly prompt: string;
  /** What the answer must contain; null where anything will do. */
  readonly answer: string | null;
  readonly maxOutputTokens: number;
  readonly parameters: Parameters;
}

/** chosen: about ten tokens, enough to measure their speed; nobody refuses it, and no answer to it is empty. */
const USUAL_PROMPT = 'Count from one to ten.';
const USUAL_MAX_OUTPUT_TOKENS = 16;
/** chosen: a model that explains itself still comes to the result. */
const CHALLENGE_MAX_OUTPUT_TOKENS = 128;

export function requestFor(
  provider: ProviderSettings,
  generate: GenerateSettings,
  random: () => number,
): GenerateRequest {
  const { kind, baseUrl } = provider;
  const { model } = generate;
  const vendor = vendorOf(kind, baseUrl);
  const api = apiOf(kind, generate);
  const maxOutputTokens = maxOutputTokensOf(generate);
  const challenge = generate.challenge ? newChallenge(random) : null;
  return {
    api,
    vendor,
    model,
    prompt: challenge?.prompt ?? promptOf(generate),
    answer: challenge?.answer ?? null,
    maxOutputTokens,
    parameters: minimalParameters(api, { vendor, model, maxOutputTokens }),
  };
}

export function maxOutputTokensOf({ maxOutputTokens, challenge }: GenerateSettings): number {
  return maxOutputTokens ?? (challenge ? CHALLENGE_MAX_OUTPUT_TOKENS : USUAL_MAX_OUTPUT_TOKENS);
}

/** What is asked where there is no challenge; a challenge is no longer than a few words either. */
export function promptOf({ prompt }: GenerateSettings): string {
  return prompt ?? USUAL_PROMPT;
}

function apiOf(kind: string, { api }: GenerateSettings): Api {
  if (kind === 'anthropic') return 'messages';
  return kind === 'google' ? 'content' : api;
}
