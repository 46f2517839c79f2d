import type { ProviderKind } from '../settings/settings.ts';

/** What OpenTelemetry (`gen_ai.provider.name`, `gen_ai.system`), LiteLLM and SDKs call the vendors that we have kinds for. */
const KINDS: Readonly<Record<string, ProviderKind>> = {
  openai: 'openai',
  'text-completion-openai': 'openai',
  anthropic: 'anthropic',
  anthropic_text: 'anthropic',
  google: 'google',
  gemini: 'google',
  'gcp.gemini': 'google',
  'gcp.gen_ai': 'google',
  'gcp.vertex_ai': 'google',
  google_genai: 'google',
  google_ai_studio: 'google',
  deepseek: 'deepseek',
  qwen: 'qwen',
  dashscope: 'qwen',
  'alibaba_cloud.qwen': 'qwen',
  'alibaba.qwen': 'qwen',
  cursor: 'cursor',
  litellm: 'litellm',
  litellm_proxy: 'litellm',
  ollama: 'ollama',
  ollama_chat: 'ollama',
  vllm: 'vllm',
  hosted_vllm: 'vllm',
  'llama.cpp': 'llamacpp',
  llamafile: 'llamacpp',
  tgi: 'tgi',
};

/** Domains at which these vendors, and nobody else, answer. */
const DOMAINS: Readonly<Partial<Record<ProviderKind, RegExp>>> = {
  openai: /(^|\.)openai\.com$/,
  anthropic: /(^|\.)anthropic\.com$/,
  google: /(^|\.)googleapis\.com$/,
  deepseek: /(^|\.)deepseek\.com$/,
  qwen: /(^|\.)aliyuncs\.com$/,
  cursor: /(^|\.)cursor\.(com|sh)$/,
};

/** The kind that a vendor's name stands for; null for a vendor that we have no kind for. */
export function kindOfVendor(name: string): ProviderKind | null {
  const known = name.toLowerCase();
  return Object.hasOwn(KINDS, known) ? (KINDS[known] ?? null) : null;
}

/** Whose domain a host is in; null for a gateway, a proxy, a box of one's own. */
export function kindOfHost(hostname: string): ProviderKind | null {
  const found = Object.entries(DOMAINS).find(([, domain]) => domain.test(hostname));
  return found === undefined ? null : (found[0] as ProviderKind);
}
