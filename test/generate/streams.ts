import { text, type Answer } from '../contracts/loopback-server.ts';

const SSE = { 'content-type': 'text/event-stream' };

/** A stream of these events, which ends cleanly. */
export function events(...sent: readonly (object | string)[]): Answer {
  return text(200, sent.map(frame).join(''), SSE);
}

function frame(event: object | string): string {
  if (typeof event === 'string') return event;
  const name = 'type' in event ? `event: ${String(event.type)}\n` : '';
  return `${name}data: ${JSON.stringify(event)}\n\n`;
}

export function chat(delta: object, finish_reason: string | null = null): object {
  return {
    id: 'c',
    object: 'chat.completion.chunk',
    model: 'm',
    choices: [{ index: 0, delta, finish_reason }],
  };
}

export const DONE = 'data: [DONE]\n\n';

export function message(stop_reason: string | null, text: string): readonly object[] {
  const usage = { input_tokens: 9, output_tokens: 1, cache_read_input_tokens: 2 };
  return [
    { type: 'message_start', message: { id: 'm', role: 'assistant', content: [], usage } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    ...(text === '' ? [] : [{ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } }]),
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason }, usage: { output_tokens: 7 } },
    { type: 'message_stop' },
  ];
}

export function content(text: string, finishReason: string | null, thoughtsTokenCount = 0): object {
  return {
    candidates: [
      {
        content: { role: 'model', ...(text === '' ? {} : { parts: [{ text }] }) },
        ...(finishReason === null ? {} : { finishReason }),
        index: 0,
      },
    ],
    usageMetadata: { promptTokenCount: 4, candidatesTokenCount: 1, thoughtsTokenCount },
    responseId: 'answer-of-gemini',
  };
}

export function response(type: string, fields: object = {}): object {
  const usage = { input_tokens: 8, output_tokens: 16 };
  return { type: `response.${type}`, response: { id: 'r', status: type, usage, ...fields } };
}
