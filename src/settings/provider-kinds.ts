import type { KindName, ProviderKind } from './settings.ts';

export const PROVIDER_KINDS = [
  'openai',
  'anthropic',
  'google',
  'deepseek',
  'qwen',
  'cursor',
  'openai_compatible',
  'litellm',
  'ollama',
  'vllm',
  'llamacpp',
  'tgi',
  'comfyui',
  'gradio',
  'http',
  'tcp',
] as const satisfies readonly ProviderKind[];

const USUAL_BASE_URLS: Readonly<Partial<Record<KindName, string>>> = {
  openai: 'https://api.openai.com/v1',
  anthropic: 'https://api.anthropic.com',
  google: 'https://generativelanguage.googleapis.com',
  deepseek: 'https://api.deepseek.com',
  qwen: 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1',
  cursor: 'https://api.cursor.com/v1',
};

/** Where a vendor's API is unless `base_url` says otherwise; null for the others, which have no usual place. */
export function usualBaseUrl(kind: KindName): string | null {
  return Object.hasOwn(USUAL_BASE_URLS, kind) ? (USUAL_BASE_URLS[kind] ?? null) : null;
}

const KINDS_THAT_NEED_A_KEY: ReadonlySet<string> = new Set<ProviderKind>([
  'openai',
  'anthropic',
  'google',
  'deepseek',
  'qwen',
  'cursor',
]);

/** Whether an `auth` probe of this kind is impossible without `api_key`. */
export function needsApiKey(kind: string): boolean {
  return KINDS_THAT_NEED_A_KEY.has(kind);
}

const KINDS_LIKE_OPENAI: ReadonlySet<string> = new Set<ProviderKind>([
  'openai',
  'deepseek',
  'qwen',
  'openai_compatible',
  'litellm',
  'ollama',
  'vllm',
  'llamacpp',
  'tgi',
]);

/** Whether completions of this kind are asked for as OpenAI's are. */
export function speaksLikeOpenAi(kind: string): boolean {
  return KINDS_LIKE_OPENAI.has(kind);
}

/** Not Cursor: what it could "generate" is a billed agent run on a repository. */
export function canGenerate(kind: string): boolean {
  return speaksLikeOpenAi(kind) || kind === 'anthropic' || kind === 'google';
}

const KINDS_WITHOUT_A_BILL: ReadonlySet<string> = new Set<ProviderKind>([
  'ollama',
  'vllm',
  'llamacpp',
  'tgi',
]);

/** Whether its tokens cost nothing unless a price is given: it runs on a machine of one's own. */
export function isSelfHosted(kind: string): boolean {
  return KINDS_WITHOUT_A_BILL.has(kind);
}
