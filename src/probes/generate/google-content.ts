import type { GenerateContentResponse, GoogleGenAI } from '@google/genai';
import type { StreamPart } from './completion.ts';
import { finishOf } from './finish-reasons.ts';
import { countOf, KEY_IN_THE_SDK, textOf, type Ask, type SdkCall } from './sdk-call.ts';

/** The version that the checks ask, and the only one that has every model; the SDK's own would be `v1`. */
const API_VERSION = 'v1beta';

/** Gemini's content. The reason in its last chunk is the only end that it has. */
export async function loadGoogleContent(): Promise<Ask> {
  const { GoogleGenAI } = await import('@google/genai');
  return (call) => ask(clientOf(GoogleGenAI, call), call);
}

/** Without `retryOptions` it does not retry. */
function clientOf(Client: typeof GoogleGenAI, { baseUrl, fetch, timeoutMs }: SdkCall): GoogleGenAI {
  return new Client({
    apiKey: KEY_IN_THE_SDK,
    enterprise: false,
    apiVersion: API_VERSION,
    httpOptions: { baseUrl, timeout: timeoutMs, fetch },
  });
}

async function* ask(
  client: GoogleGenAI,
  { model, prompt, parameters, signal }: SdkCall,
): AsyncGenerator<StreamPart> {
  const stream = await client.models.generateContentStream({
    model,
    contents: prompt,
    config: { ...parameters, abortSignal: signal },
  });
  for await (const chunk of stream) if (isAnswer(chunk)) yield partOf(chunk);
}

function isAnswer(chunk: GenerateContentResponse | undefined): chunk is GenerateContentResponse {
  return Array.isArray(chunk?.candidates) || chunk?.promptFeedback !== undefined;
}

/** What one event says. */
export function partOf(chunk: GenerateContentResponse): StreamPart {
  const { responseId } = chunk;
  return {
    text: spokenIn(chunk, { isThought: false }),
    reasoning: spokenIn(chunk, { isThought: true }),
    ...endOf(chunk),
    ...usageOf(chunk),
    ...(textOf(responseId) === '' ? {} : { responseId: textOf(responseId) }),
  };
}

function spokenIn({ candidates }: GenerateContentResponse, { isThought }: { isThought: boolean }): string {
  const parts = candidates?.[0]?.content?.parts ?? [];
  return parts
    .filter(({ thought }) => (thought === true) === isThought)
    .map(({ text }) => textOf(text))
    .join('');
}

function endOf({ candidates, promptFeedback }: GenerateContentResponse): StreamPart {
  if (textOf(promptFeedback?.blockReason) !== '') return { finish: finishOf('SAFETY') };
  const reason = textOf(candidates?.[0]?.finishReason);
  return reason === '' ? {} : { finish: finishOf(reason) };
}

/** Thoughts are billed as what is spoken, and counted apart. */
function usageOf({ usageMetadata }: GenerateContentResponse): StreamPart {
  const { promptTokenCount, candidatesTokenCount, thoughtsTokenCount } = usageMetadata ?? {};
  const isCounted = candidatesTokenCount !== undefined || thoughtsTokenCount !== undefined;
  return {
    ...countOf('inputTokens', promptTokenCount),
    ...countOf('outputTokens', isCounted ? (candidatesTokenCount ?? 0) + (thoughtsTokenCount ?? 0) : null),
  };
}
