import type { OpenAI } from 'openai';
import type { Anthropic } from '@anthropic-ai/sdk';
import type { GenerateContentResponse } from '@google/genai';
import { partOf as messagesPart } from '../../probes/generate/anthropic-messages.ts';
import type { StreamPart } from '../../probes/generate/completion.ts';
import { finishOf } from '../../probes/generate/finish-reasons.ts';
import { partOf as contentPart } from '../../probes/generate/google-content.ts';
import { partOf as chatPart } from '../../probes/generate/openai-chat.ts';
import { partOf as responsesPart } from '../../probes/generate/openai-responses.ts';

/** What one item of a stream says. */
export interface Heard extends StreamPart {
  /** Text, thought or the call of a tool: the model is at work. */
  readonly isToken: boolean;
  /** It is an event of a vendor, so that its stream has an end that says so. */
  readonly isVendors: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

/** Reads an item of any stream: an event of a vendor's SDK, or whatever the application makes of it. */
export function hear(item: unknown): Heard {
  const part = vendorPart(item);
  if (part === null) return { isToken: !isEmpty(item), isVendors: false };
  const hasText = (part.text ?? '') !== '' || (part.reasoning ?? '') !== '';
  return { ...part, isToken: hasText || callsTool(item as Fields), isVendors: true };
}

function isEmpty(item: unknown): boolean {
  return (
    item === undefined || item === null || item === '' || (item instanceof Uint8Array && item.length === 0)
  );
}

function vendorPart(item: unknown): StreamPart | null {
  if (typeof item !== 'object' || item === null) return null;
  const fields = item as Fields;
  if (Array.isArray(fields['choices'])) return chatPart(item as OpenAI.ChatCompletionChunk);
  if (Array.isArray(fields['candidates']) || fields['promptFeedback'] !== undefined) {
    return contentPart(item as GenerateContentResponse);
  }
  const type = fields['type'];
  if (typeof type !== 'string') return null;
  if (type.startsWith('response.')) return responsesPart(item as OpenAI.Responses.ResponseStreamEvent);
  return MESSAGE_EVENTS.test(type) ? messagePart(item as Anthropic.RawMessageStreamEvent) : null;
}

const MESSAGE_EVENTS = /^(message_(start|delta|stop)|content_block_(start|delta|stop)|ping)$/;

/** The reason why it stops comes before the last event. */
function messagePart(event: Anthropic.RawMessageStreamEvent): StreamPart {
  const part = messagesPart(event);
  const reason = event.type === 'message_delta' ? (event.delta?.stop_reason ?? null) : null;
  return reason === null ? part : { ...part, finish: finishOf(reason) };
}

/** An answer may have no words at all. */
function callsTool(fields: Fields): boolean {
  const choice = firstOf(fields['choices']);
  const delta = fieldsOf(choice?.['delta']);
  if (Array.isArray(delta?.['tool_calls']) || delta?.['function_call'] !== undefined) return true;
  const content = fieldsOf(firstOf(fields['candidates'])?.['content']);
  if (partsOf(content).some((part) => fieldsOf(part)?.['functionCall'] !== undefined)) return true;
  const type = fields['type'];
  if (type === 'response.function_call_arguments.delta') return true;
  return fieldsOf(fields['delta'])?.['type'] === 'input_json_delta';
}

function partsOf(content: Fields | null): readonly unknown[] {
  return Array.isArray(content?.['parts']) ? content['parts'] : [];
}

function firstOf(list: unknown): Fields | null {
  return Array.isArray(list) ? fieldsOf((list as readonly unknown[])[0]) : null;
}

function fieldsOf(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null ? (value as Fields) : null;
}
