import type { Anthropic } from '@anthropic-ai/sdk';
import type { StreamPart } from './completion.ts';
import { finishOf } from './finish-reasons.ts';
import { countOf, KEY_IN_THE_SDK, textOf, type Ask, type SdkCall } from './sdk-call.ts';

type Event = Anthropic.RawMessageStreamEvent;

/** Anthropic's messages. The reason comes before the end, and only `message_stop` is the end. */
export async function loadAnthropicMessages(): Promise<Ask> {
  const { Anthropic } = await import('@anthropic-ai/sdk');
  return (call) => ask(clientOf(Anthropic, call), call);
}

function clientOf(Client: typeof Anthropic, { baseUrl, fetch, timeoutMs }: SdkCall): Anthropic {
  return new Client({
    apiKey: KEY_IN_THE_SDK,
    authToken: null,
    webhookKey: null,
    baseURL: baseUrl,
    timeout: timeoutMs,
    maxRetries: 0,
    logLevel: 'off',
    openTelemetry: false,
    fetch,
  });
}

async function* ask(
  client: Anthropic,
  { model, prompt, parameters, signal }: SdkCall,
): AsyncGenerator<StreamPart> {
  const messages = [{ role: 'user' as const, content: prompt }];
  const cap = Number(parameters['max_tokens']);
  const stream = await client.messages.create(
    { ...parameters, max_tokens: cap, model, messages, stream: true },
    { signal },
  );
  let reason = '';
  for await (const event of stream) {
    if (textOf(event?.type) === '') continue;
    if (event.type === 'message_delta') reason = textOf(event.delta?.stop_reason) || reason;
    yield event.type === 'message_stop' && reason !== '' ? { finish: finishOf(reason) } : partOf(event);
  }
}

/** What one event says. */
export function partOf(event: Event): StreamPart {
  if (event.type === 'message_start') return countOf('inputTokens', inputTokensOf(event.message?.usage));
  if (event.type === 'message_delta') return countOf('outputTokens', event.usage?.output_tokens);
  if (event.type === 'content_block_delta') return deltaOf(event.delta);
  if (event.type !== 'content_block_start' || event.content_block?.type !== 'text') return {};
  return { text: textOf(event.content_block.text) };
}

function deltaOf(delta: Anthropic.RawContentBlockDelta | undefined): StreamPart {
  if (delta?.type === 'text_delta') return { text: textOf(delta.text) };
  return delta?.type === 'thinking_delta' ? { reasoning: textOf(delta.thinking) } : {};
}

/** What the cache takes is told apart, and billed as well. */
function inputTokensOf(usage: Anthropic.Usage | undefined): number | undefined {
  if (usage === undefined) return undefined;
  const { input_tokens, cache_creation_input_tokens, cache_read_input_tokens } = usage;
  return input_tokens + (cache_creation_input_tokens ?? 0) + (cache_read_input_tokens ?? 0);
}
