import type { OpenAI } from 'openai';
import type { StreamPart } from './completion.ts';
import { finishOf } from './finish-reasons.ts';
import { openAiClient } from './openai-client.ts';
import { countOf, textOf, type Ask, type SdkCall } from './sdk-call.ts';

type Chunk = OpenAI.ChatCompletionChunk;

/** What servers that speak like OpenAI send beside OpenAI's own fields. */
interface WiderDelta {
  readonly content?: unknown;
  readonly refusal?: unknown;
  /** DeepSeek, Qwen, vLLM. */
  readonly reasoning_content?: unknown;
  /** OpenRouter, Ollama, Groq. */
  readonly reasoning?: unknown;
}

/** Chat completions, as OpenAI and those who speak like it stream them. */
export async function loadOpenAiChat(): Promise<Ask> {
  const { OpenAI } = await import('openai');
  return (call) => ask(openAiClient(OpenAI, call), call);
}

async function* ask(
  client: OpenAI,
  { model, prompt, parameters, signal }: SdkCall,
): AsyncGenerator<StreamPart> {
  const messages = [{ role: 'user' as const, content: prompt }];
  const stream = await client.chat.completions.create(
    { ...parameters, model, messages, stream: true },
    { signal },
  );
  for await (const chunk of stream) if (Array.isArray(chunk?.choices)) yield partOf(chunk);
}

/** What one event says. */
export function partOf({ choices, usage }: Chunk): StreamPart {
  const choice = choices[0];
  const delta: WiderDelta = choice?.delta ?? {};
  const reason = textOf(choice?.finish_reason);
  const isRefusal = textOf(delta.refusal) !== '';
  return {
    text: textOf(delta.content),
    reasoning: textOf(delta.reasoning_content) || textOf(delta.reasoning),
    ...(isRefusal ? { finish: finishOf('refusal') } : reason === '' ? {} : { finish: finishOf(reason) }),
    ...countOf('inputTokens', usage?.prompt_tokens),
    ...countOf('outputTokens', usage?.completion_tokens),
  };
}
