import { json, text, type Answer } from '../contracts/loopback-server.ts';
import { LINES, type Line } from './generate-bench.ts';
import { chat, content, DONE, events, message, response } from './streams.ts';

export const [CHAT, RESPONSES, ANTHROPIC, GOOGLE, DEEPSEEK] = LINES as [Line, Line, Line, Line, Line];

/** What the answer must be: a failure and words of its evidence, or null and null. */
export type StreamRow = readonly [
  name: string,
  line: Line,
  answer: Answer,
  expected: { readonly failure: string | null; readonly detail: RegExp | null },
];

const OPENROUTER_ERROR = {
  ...chat({ content: '' }, 'error'),
  error: { code: 502, message: 'Provider disconnected', metadata: { error_type: 'provider_unavailable' } },
};

const ROWS: readonly (readonly [string, Line, Answer, string | null, RegExp | null])[] = [
  ['chat', CHAT, events(chat({ content: 'hi' }), chat({}, 'stop'), DONE), null, null],
  ['chat without [DONE]', CHAT, events(chat({ content: 'hi' }), chat({}, 'stop')), null, null],
  ['chat without an end', CHAT, events(chat({ content: 'hi' })), 'invalid_response', /^truncated stream/],
  [
    'chat with [DONE] and no reason',
    CHAT,
    events(chat({ content: 'hi' }), DONE),
    'invalid_response',
    /truncated/,
  ],
  ['chat with nothing', CHAT, events(DONE), 'invalid_response', /^no event/],
  ['chat with an empty body', CHAT, events(), 'invalid_response', /^no event/],
  [
    'chat with an empty answer',
    CHAT,
    events(chat({ content: '' }, 'stop'), DONE),
    'invalid_response',
    /^empty answer/,
  ],
  ['chat cut before its first word', CHAT, events(chat({}, 'length'), DONE), null, null],
  ['chat that filters', CHAT, events(chat({}, 'content_filter'), DONE), 'content_filtered', /content_filter/],
  [
    'chat that refuses',
    CHAT,
    events(chat({ refusal: 'No.' }), chat({}, 'stop'), DONE),
    'content_filtered',
    /refusal/,
  ],
  ['chat with events of another kind', CHAT, events({ hello: 'world' }), 'invalid_response', /^no event/],
  [
    'chat with damaged JSON',
    CHAT,
    events(chat({ content: 'hi' }), 'data: {"id":\n\n'),
    'invalid_response',
    /damaged/,
  ],
  [
    'chat of OpenRouter that breaks off',
    CHAT,
    events(OPENROUTER_ERROR),
    'server_error',
    /provider_unavailable/,
  ],
  [
    'chat of vLLM that breaks off',
    CHAT,
    events(chat({ content: 'h' }, 'abort'), DONE),
    'server_error',
    /abort/,
  ],
  [
    'DeepSeek without resources',
    DEEPSEEK,
    events(': keep-alive\n\n', chat({ content: 'h' }, 'insufficient_system_resource'), DONE),
    'overloaded',
    /insufficient_system_resource/,
  ],
  ['DeepSeek without balance', DEEPSEEK, json(402, { error: { message: 'x' } }), 'quota_exhausted', /^402/],
  [
    'responses',
    RESPONSES,
    events({ type: 'response.output_text.delta', delta: 'hi' }, response('completed')),
    null,
    null,
  ],
  [
    'responses cut before the first word',
    RESPONSES,
    events(response('incomplete', { incomplete_details: { reason: 'max_output_tokens' } })),
    null,
    null,
  ],
  [
    'responses that filter',
    RESPONSES,
    events(response('incomplete', { incomplete_details: { reason: 'content_filter' } })),
    'content_filtered',
    /content_filter/,
  ],
  [
    'responses that fail by an event',
    RESPONSES,
    events(response('failed', { error: { code: 'rate_limit_exceeded', message: 'x' } })),
    'rate_limited',
    /rate_limit_exceeded/,
  ],
  [
    'responses without an end',
    RESPONSES,
    events({ type: 'response.output_text.delta', delta: 'hi' }),
    'invalid_response',
    /^truncated/,
  ],
  ['messages', ANTHROPIC, events(...message('end_turn', 'hi')), null, null],
  [
    'messages without message_stop',
    ANTHROPIC,
    events(...message('end_turn', 'hi').slice(0, -1)),
    'invalid_response',
    /^truncated/,
  ],
  ['messages that refuse', ANTHROPIC, events(...message('refusal', '')), 'content_filtered', /refusal/],
  ['messages cut before the first word', ANTHROPIC, events(...message('max_tokens', '')), null, null],
  [
    'messages with an empty answer',
    ANTHROPIC,
    events(...message('end_turn', '')),
    'invalid_response',
    /^empty/,
  ],
  [
    'messages with an error without a name',
    ANTHROPIC,
    events('data: {"type":"error","error":{"type":"overloaded_error","message":"x"}}\n\n'),
    'overloaded',
    /overloaded_error/,
  ],
  [
    'Anthropic that is overloaded',
    ANTHROPIC,
    json(529, { type: 'error', error: { type: 'overloaded_error' } }),
    'overloaded',
    /^529/,
  ],
  ['content', GOOGLE, events(content('hi', 'STOP')), null, null],
  ['content without an end', GOOGLE, events(content('hi', null)), 'invalid_response', /^truncated/],
  ['content of thoughts alone', GOOGLE, events(content('', 'MAX_TOKENS', 15)), null, null],
  ['content that is not safe', GOOGLE, events(content('', 'SAFETY')), 'content_filtered', /SAFETY/],
  [
    'content of a blocked prompt',
    GOOGLE,
    events({ promptFeedback: { blockReason: 'OTHER' } }),
    'content_filtered',
    /SAFETY/,
  ],
  ['content that ends oddly', GOOGLE, events(content('', 'OTHER')), 'invalid_response', /OTHER/],
  [
    'content with an error without a status',
    GOOGLE,
    events(content('h', null), { error: { code: 'x', status: 'UNAVAILABLE' } }),
    'overloaded',
    /stream/,
  ],
  [
    'a gateway that does not stream',
    CHAT,
    json(200, { choices: [] }),
    'invalid_response',
    /JSON instead of a stream/,
  ],
  [
    'an error in a 200',
    CHAT,
    json(200, { error: { code: 'insufficient_quota' } }),
    'quota_exhausted',
    /insufficient_quota/,
  ],
  [
    'a page in a 200',
    GOOGLE,
    text(200, '<html>', { 'content-type': 'text/html' }),
    'invalid_response',
    /HTML instead/,
  ],
  [
    'a wait',
    CHAT,
    json(429, { error: { code: 'rate_limit_exceeded' } }, { 'retry-after': '7' }),
    'rate_limited',
    /^429/,
  ],
];

export const STREAM_ROWS: readonly StreamRow[] = ROWS.map(([name, line, answer, failure, detail]) => [
  name,
  line,
  answer,
  { failure, detail },
]);
