import type { OpenAI } from 'openai';
import type { StreamPart } from './completion.ts';
import { finishOf } from './finish-reasons.ts';
import { openAiClient } from './openai-client.ts';
import { countOf, textOf, type Ask, type SdkCall } from './sdk-call.ts';

type Event = OpenAI.Responses.ResponseStreamEvent;

/** OpenAI's Responses API, where a failure can be an event like any other. */
export async function loadOpenAiResponses(): Promise<Ask> {
  const { OpenAI } = await import('openai');
  return (call) => ask(openAiClient(OpenAI, call), call);
}

async function* ask(
  client: OpenAI,
  { model, prompt, parameters, signal }: SdkCall,
): AsyncGenerator<StreamPart> {
  const stream = await client.responses.create(
    { ...parameters, model, input: prompt, stream: true },
    { signal },
  );
  for await (const event of stream) if (textOf(event?.type) !== '') yield partOf(event);
}

const TEXT = 'response.output_text.delta';
const THOUGHT: ReadonlySet<string> = new Set([
  'response.reasoning_text.delta',
  'response.reasoning_summary_text.delta',
]);

/** What one event says. */
export function partOf(event: Event): StreamPart {
  if (event.type === TEXT) return { text: textOf(event.delta) };
  if (THOUGHT.has(event.type) && 'delta' in event) return { reasoning: textOf(event.delta) };
  if (event.type === 'response.refusal.delta') return { finish: finishOf('refusal') };
  return endOf(event);
}

function endOf(event: Event): StreamPart {
  if (event.type === 'response.completed') {
    return { finish: finishOf('completed'), ...usageOf(event.response) };
  }
  if (event.type === 'response.incomplete') {
    const reason = textOf(event.response?.incomplete_details?.reason) || 'other';
    return { finish: finishOf(reason), ...usageOf(event.response) };
  }
  // What the failure is, is read from the wire.
  return event.type === 'response.failed' ? { finish: finishOf('error'), ...usageOf(event.response) } : {};
}

function usageOf(response: OpenAI.Responses.Response | undefined): StreamPart {
  return {
    ...countOf('inputTokens', response?.usage?.input_tokens),
    ...countOf('outputTokens', response?.usage?.output_tokens),
  };
}
