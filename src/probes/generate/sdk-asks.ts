import { urlBelow } from '../request-address.ts';
import { loadAnthropicMessages } from './anthropic-messages.ts';
import { loadGoogleContent } from './google-content.ts';
import type { Api } from './model-families.ts';
import { loadOpenAiChat } from './openai-chat.ts';
import { loadOpenAiResponses } from './openai-responses.ts';
import type { Ask } from './sdk-call.ts';

/** Each SDK is imported when it is first needed: together they cost a second and 85 MB (measured). */
export const ASKS: Readonly<Record<Api, () => Promise<Ask>>> = {
  chat: loadOpenAiChat,
  responses: loadOpenAiResponses,
  messages: loadAnthropicMessages,
  content: loadGoogleContent,
};

/** The header in which the vendor's SDK sends the key. */
export function keyHeaders(api: Api, key: string | null): Readonly<Record<string, string>> {
  if (key === null) return {};
  return api === 'content' ? { 'x-goog-api-key': key } : { authorization: `Bearer ${key}` };
}

/** Servers whose completions stand below `/v1`, while their `base_url` may be that of the server. */
const KINDS_WITH_V1: ReadonlySet<string> = new Set(['litellm', 'ollama', 'vllm', 'llamacpp', 'tgi']);

/** `base_url` as the SDK wants it: without a query, which joins the request again in our `fetch`. */
export function sdkBaseUrl(kind: string, baseUrl: string): { readonly url: string; readonly query: string } {
  const url = KINDS_WITH_V1.has(kind) ? urlBelow(baseUrl, '/v1', '/v1') : new URL(baseUrl);
  const query = url.search;
  url.search = '';
  url.hash = '';
  return { url: url.href.replace(/\/+$/, ''), query };
}
