import { refuseAbout, type Call, type Route, type Vendor } from '../vendor.ts';
import {
  bodyOf,
  complete,
  countTokens,
  eventsAnswer,
  headerOf,
  jsonAnswer,
  namedFrame,
  tokenCap,
  type Completion,
  type WireAnswer,
} from '../wire.ts';

/** From this version of the API on, sampling parameters are refused even at their defaults. */
const NO_SAMPLING_SINCE = '2026-10-21';
const SAMPLING = ['temperature', 'top_p', 'top_k'] as const;

export function messagesRoutes(vendor: () => Vendor): readonly Route[] {
  return [
    {
      method: 'POST',
      pattern: /\/v1\/messages\/count_tokens$/,
      answer: (call) =>
        refusalOf(vendor(), call, { isGeneration: false }) ??
        jsonAnswer(200, { input_tokens: countTokens(bodyOf(call.request)['messages']) }),
    },
    {
      method: 'POST',
      pattern: /\/v1\/messages$/,
      answer: (call) => refusalOf(vendor(), call, { isGeneration: true }) ?? message(call),
    },
  ];
}

function refusalOf(
  vendor: Vendor,
  call: Call,
  { isGeneration }: { isGeneration: boolean },
): WireAnswer | null {
  const body = bodyOf(call.request);
  const model = body['model'];
  if (typeof model !== 'string') return refuseAbout(vendor, 'bad_request', call, 'model: Field required');
  const reason = fieldRefusal(body, headerOf(call.request, 'anthropic-version') ?? '', isGeneration);
  if (reason !== null) return refuseAbout(vendor, 'bad_request', call, reason);
  // An alias is the name without its date.
  const isKnown = call.models.some((id) => id === model || id.replace(/-\d{8}$/, '') === model);
  return isKnown ? null : refuseAbout(vendor, 'unknown_model', call, model);
}

function fieldRefusal(body: Record<string, unknown>, version: string, isGeneration: boolean): string | null {
  if (!Array.isArray(body['messages'])) return 'messages: Field required';
  if (!isGeneration) return null;
  if (tokenCap(body, 'max_tokens') === null) return 'max_tokens: Field required';
  const sampling = SAMPLING.find((name) => body[name] !== undefined);
  return version >= NO_SAMPLING_SINCE && sampling !== undefined
    ? `${sampling}: Extra inputs are not permitted`
    : null;
}

function message(call: Call): WireAnswer {
  const body = bodyOf(call.request);
  const completion = complete(body['messages'], tokenCap(body, 'max_tokens'));
  if (body['stream'] === true) return eventsAnswer(messageFrames(call, completion));
  const text = completion.tokens.join('');
  return jsonAnswer(200, {
    ...messageHead(call),
    content: text === '' ? [] : [{ type: 'text', text }],
    stop_reason: stopReason(completion),
    stop_sequence: null,
    usage: usage(completion, completion.tokens.length),
  });
}

function messageHead(call: Call): Record<string, unknown> {
  const model = bodyOf(call.request)['model'];
  return { id: `msg_${call.requestId.slice(4)}`, type: 'message', role: 'assistant', model };
}

function usage({ inputTokens }: Completion, outputTokens: number): Record<string, number> {
  return {
    input_tokens: inputTokens,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    output_tokens: outputTokens,
  };
}

function stopReason(completion: Completion): string {
  return completion.isCut ? 'max_tokens' : 'end_turn';
}

function messageFrames(call: Call, completion: Completion): readonly string[] {
  const start = { content: [], stop_reason: null, stop_sequence: null, usage: usage(completion, 1) };
  const events = [
    { type: 'message_start', message: { ...messageHead(call), ...start } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'ping' },
    ...completion.tokens.map((text) => ({
      type: 'content_block_delta',
      index: 0,
      delta: { type: 'text_delta', text },
    })),
    { type: 'content_block_stop', index: 0 },
    {
      type: 'message_delta',
      delta: { stop_reason: stopReason(completion), stop_sequence: null },
      usage: { output_tokens: completion.tokens.length },
    },
    { type: 'message_stop' },
  ];
  return events.map(namedFrame);
}
