import type { ProviderKind } from './settings.ts';

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
  'comfyui',
  'gradio',
  'http',
  'tcp',
] as const satisfies readonly ProviderKind[];

/** Where a vendor's API is unless `base_url` says otherwise; the others have no usual place. */
export const USUAL_BASE_URLS: Partial<Record<ProviderKind, string>> = {
  openai: 'https://api.openai.com/v1',
  anthropic: 'https://api.anthropic.com',
  google: 'https://generativelanguage.googleapis.com',
  deepseek: 'https://api.deepseek.com',
  qwen: 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1',
  cursor: 'https://api.cursor.com/v1',
};

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

/** Cursor has no completion API: what it could "generate" is a billed agent run on a repository. */
const KINDS_WITHOUT_COMPLETIONS: ReadonlySet<string> = new Set<ProviderKind>(['cursor', 'http', 'tcp']);

export function canGenerate(kind: string): boolean {
  return !KINDS_WITHOUT_COMPLETIONS.has(kind);
}
