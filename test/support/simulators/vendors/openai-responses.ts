import { refuseAbout, type Call, type Route, type Vendor } from '../vendor.ts';
import {
  bodyOf,
  complete,
  countTokens,
  eventsAnswer,
  jsonAnswer,
  namedFrame,
  tokenCap,
  type Completion,
  type WireAnswer,
} from '../wire.ts';

/** The Responses API refuses a smaller cap. */
const MIN_OUTPUT_TOKENS = 16;

/** `/responses` and `/responses/input_tokens`. An unknown model is 400 here, and 404 in chat completions. */
export function responsesRoutes(vendor: () => Vendor): readonly Route[] {
  return [
    {
      method: 'POST',
      pattern: /\/responses\/input_tokens$/,
      answer: (call) =>
        refusalOf(vendor(), call) ??
        jsonAnswer(200, {
          object: 'response.input_tokens',
          input_tokens: countTokens(bodyOf(call.request)['input']),
        }),
    },
    { method: 'POST', pattern: /\/responses$/, answer: (call) => refusalOf(vendor(), call) ?? respond(call) },
  ];
}

function refusalOf(vendor: Vendor, call: Call): WireAnswer | null {
  const body = bodyOf(call.request);
  const model = body['model'];
  if (typeof model !== 'string') {
    return refuseAbout(vendor, 'bad_request', call, "Missing required parameter: 'model'.");
  }
  const cap = tokenCap(body, 'max_output_tokens');
  if (cap !== null && cap < MIN_OUTPUT_TOKENS) {
    const message = `Invalid 'max_output_tokens': integer below minimum value. Expected a value >= ${MIN_OUTPUT_TOKENS}, but got ${cap} instead.`;
    return refuseAbout(vendor, 'bad_request', call, message);
  }
  if (call.models.includes(model)) return null;
  const unknown = refuseAbout(vendor, 'unknown_model', call, model);
  return { ...unknown, status: 400 };
}

function respond(call: Call): WireAnswer {
  const body = bodyOf(call.request);
  const completion = complete(body['input'], tokenCap(body, 'max_output_tokens'));
  if (body['stream'] === true) return eventsAnswer(responseFrames(call, completion));
  return jsonAnswer(200, responseDocument(call, completion, 'completed'));
}

/** A response as it stands at one moment; complete only when `completed`. */
export function responseDocument(
  call: Call,
  completion: Completion | null,
  status: 'in_progress' | 'completed' | 'failed',
): Record<string, unknown> {
  const isDone = status === 'completed' && completion !== null;
  return {
    id: `resp_${call.requestId.slice(-32)}`,
    object: 'response',
    created_at: Math.floor(call.nowMs / 1_000),
    status,
    error: null,
    incomplete_details: null,
    model: bodyOf(call.request)['model'],
    output: isDone ? [messageItem(call, 'completed', completion.tokens.join(''))] : [],
    usage: isDone
      ? {
          input_tokens: completion.inputTokens,
          output_tokens: completion.tokens.length,
          total_tokens: completion.inputTokens + completion.tokens.length,
        }
      : null,
  };
}

function messageItem(call: Call, status: string, text: string | null): Record<string, unknown> {
  const content = text === null ? [] : [{ type: 'output_text', text, annotations: [], logprobs: [] }];
  return { id: `msg_${call.requestId.slice(-32)}`, type: 'message', status, role: 'assistant', content };
}

function responseFrames(call: Call, completion: Completion): readonly string[] {
  const text = completion.tokens.join('');
  const item = messageItem(call, 'completed', text);
  const place = { item_id: item['id'], output_index: 0, content_index: 0 };
  const part = (partText: string): object => ({
    type: 'output_text',
    text: partText,
    annotations: [],
    logprobs: [],
  });
  const events = [
    { type: 'response.created', response: responseDocument(call, null, 'in_progress') },
    { type: 'response.in_progress', response: responseDocument(call, null, 'in_progress') },
    { type: 'response.output_item.added', output_index: 0, item: messageItem(call, 'in_progress', null) },
    { type: 'response.content_part.added', ...place, part: part('') },
    ...completion.tokens.map((delta) => ({
      type: 'response.output_text.delta',
      ...place,
      delta,
      logprobs: [],
    })),
    { type: 'response.output_text.done', ...place, text, logprobs: [] },
    { type: 'response.content_part.done', ...place, part: part(text) },
    { type: 'response.output_item.done', output_index: 0, item },
    { type: 'response.completed', response: responseDocument(call, completion, 'completed') },
  ];
  return events.map((event, sequence_number) => namedFrame({ ...event, sequence_number }));
}
