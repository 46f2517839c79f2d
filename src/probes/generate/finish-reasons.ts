import type { FailureKind } from '../../observations/failure-kind.ts';

/** How an answer ended: by itself, at the cap, or in failure. */
export type Ending = 'stop' | 'length' | FailureKind;

export interface Finish {
  readonly ending: Ending;
  /** As the vendor names it. */
  readonly reason: string;
}

/** Of all vendors, in lower case: their names do not clash. What is not listed is an end as usual. */
const ENDINGS: Readonly<Record<string, Ending>> = {
  length: 'length',
  max_tokens: 'length',
  max_output_tokens: 'length',
  model_length: 'length',
  model_context_window_exceeded: 'length',
  content_filter: 'content_filtered',
  refusal: 'content_filtered',
  safety: 'content_filtered',
  recitation: 'content_filtered',
  language: 'content_filtered',
  blocklist: 'content_filtered',
  prohibited_content: 'content_filtered',
  spii: 'content_filtered',
  image_safety: 'content_filtered',
  // https://api-docs.deepseek.com/api/create-chat-completion
  insufficient_system_resource: 'overloaded',
  // OpenRouter, Mistral, vLLM: the generation broke off on their side.
  error: 'server_error',
  abort: 'server_error',
  other: 'invalid_response',
  finish_reason_unspecified: 'invalid_response',
  malformed_function_call: 'invalid_response',
  malformed_response: 'invalid_response',
  unexpected_tool_call: 'invalid_response',
};

export function finishOf(reason: string): Finish {
  const name = reason.toLowerCase();
  return { reason, ending: Object.hasOwn(ENDINGS, name) ? ENDINGS[name]! : 'stop' };
}
