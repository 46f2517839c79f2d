import { ANTHROPIC_ERRORS } from './anthropic.errors.ts';
import { AZURE_OPENAI_ERRORS } from './azure-openai.errors.ts';
import { CURSOR_ERRORS } from './cursor.errors.ts';
import { DEEPSEEK_ERRORS } from './deepseek.errors.ts';
import type { VendorErrors } from './error-rule.ts';
import { GOOGLE_ERRORS } from './google.errors.ts';
import { GROQ_ERRORS } from './groq.errors.ts';
import { LITELLM_ERRORS } from './litellm.errors.ts';
import { MISTRAL_ERRORS } from './mistral.errors.ts';
import { OPENAI_ERRORS } from './openai.errors.ts';
import { OPENROUTER_ERRORS } from './openrouter.errors.ts';
import { QWEN_ERRORS } from './qwen.errors.ts';
import {
  COMFYUI_ERRORS,
  OLLAMA_ERRORS,
  SELF_HOSTED_ERRORS,
  TGI_ERRORS,
  VLLM_ERRORS,
} from './self-hosted.errors.ts';
import { XAI_ERRORS } from './xai.errors.ts';

const NOTHING_OF_ITS_OWN: VendorErrors = { byBody: [], byStatus: [] };

/** Whose error tables there are. The first names are those of the provider kinds. */
export const VENDOR_ERRORS = {
  openai: OPENAI_ERRORS,
  anthropic: ANTHROPIC_ERRORS,
  google: GOOGLE_ERRORS,
  deepseek: DEEPSEEK_ERRORS,
  qwen: QWEN_ERRORS,
  cursor: CURSOR_ERRORS,
  openai_compatible: OPENAI_ERRORS,
  litellm: LITELLM_ERRORS,
  ollama: OLLAMA_ERRORS,
  vllm: VLLM_ERRORS,
  llamacpp: SELF_HOSTED_ERRORS,
  tgi: TGI_ERRORS,
  comfyui: COMFYUI_ERRORS,
  gradio: SELF_HOSTED_ERRORS,
  openrouter: OPENROUTER_ERRORS,
  groq: GROQ_ERRORS,
  mistral: MISTRAL_ERRORS,
  xai: XAI_ERRORS,
  azure_openai: AZURE_OPENAI_ERRORS,
  generic: NOTHING_OF_ITS_OWN,
} as const satisfies Record<string, VendorErrors>;

export type Vendor = keyof typeof VENDOR_ERRORS;

/** Hosts behind an `openai_compatible` provider whose errors have a table of their own. */
const VENDOR_BY_HOST: readonly (readonly [RegExp, Vendor])[] = [
  [/(^|\.)openrouter\.ai$/, 'openrouter'],
  [/(^|\.)groq\.com$/, 'groq'],
  [/(^|\.)mistral\.ai$/, 'mistral'],
  [/(^|\.)x\.ai$/, 'xai'],
  [/\.azure\.com$/, 'azure_openai'],
  [/(^|\.)deepseek\.com$/, 'deepseek'],
  [/(^|\.)aliyuncs\.com$/, 'qwen'],
  [/(^|\.)googleapis\.com$/, 'google'],
];

/** Whose table reads the errors of a provider; `generic` for kinds that have none. */
export function vendorOf(kind: string, baseUrl?: string): Vendor {
  const host = kind === 'openai_compatible' && baseUrl !== undefined ? hostOf(baseUrl) : null;
  const byHost = host === null ? undefined : VENDOR_BY_HOST.find(([pattern]) => pattern.test(host))?.[1];
  if (byHost !== undefined) return byHost;
  return Object.hasOwn(VENDOR_ERRORS, kind) ? (kind as Vendor) : 'generic';
}

function hostOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).hostname : null;
}
