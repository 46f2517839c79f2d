import { refuseAbout, type Call, type Route, type Vendor } from '../vendor.ts';
import {
  bodyOf,
  complete,
  dataFrame,
  eventsAnswer,
  jsonAnswer,
  tokenCap,
  type Completion,
  type WireAnswer,
} from '../wire.ts';

/** What OpenAI and those who speak like it differ in. */
export interface OpenAiDialect {
  readonly ownedBy: string;
  /** Fields of a listed model beside `id`, `object`, `owned_by`. */
  readonly modelFields: (id: string, call: Call) => Record<string, unknown>;
  /** A request that this vendor refuses: the reason; null when it is fine. */
  readonly refusalOf: (body: Record<string, unknown>) => string | null;
  /** Frames before the first event of a stream. */
  readonly streamPreamble: readonly string[];
  /** Text that the model thinks before it speaks; empty for none. */
  readonly reasoningOf: (model: string) => string;
}

/** The error document of OpenAI and its followers. */
export function openAiError(
  status: number,
  error: { message: string; type: string; code: string | null; param?: string | null },
  extra: { headers?: Record<string, string>; fields?: Record<string, unknown> } = {},
): WireAnswer {
  const { message, type, code, param = null } = error;
  return jsonAnswer(status, { error: { message, type, param, code }, ...extra.fields }, extra.headers);
}

/** `/models`, `/models/{id}` and `/chat/completions`, under any prefix. */
export function openAiRoutes(vendor: () => Vendor, dialect: OpenAiDialect): readonly Route[] {
  const listed = (id: string, call: Call): Record<string, unknown> => ({
    id,
    object: 'model',
    ...dialect.modelFields(id, call),
    owned_by: dialect.ownedBy,
  });
  return [
    {
      method: 'GET',
      pattern: /\/models$/,
      answer: (call) => jsonAnswer(200, { object: 'list', data: call.models.map((id) => listed(id, call)) }),
    },
    {
      method: 'GET',
      pattern: /\/models\/([^/]+)$/,
      answer: (call, match) => {
        const id = decodeURIComponent(match[1] ?? '');
        return call.models.includes(id)
          ? jsonAnswer(200, listed(id, call))
          : refuseAbout(vendor(), 'unknown_model', call, id);
      },
    },
    {
      method: 'POST',
      pattern: /\/chat\/completions$/,
      answer: (call) => chat(vendor(), dialect, call),
    },
  ];
}

function chat(vendor: Vendor, dialect: OpenAiDialect, call: Call): WireAnswer {
  const body = bodyOf(call.request);
  const model = body['model'];
  if (typeof model !== 'string')
    return refuseAbout(vendor, 'bad_request', call, 'you must provide a model parameter');
  if (!Array.isArray(body['messages'])) {
    return refuseAbout(vendor, 'bad_request', call, "Missing required parameter: 'messages'.");
  }
  const reason = dialect.refusalOf(body);
  if (reason !== null) return refuseAbout(vendor, 'bad_request', call, reason);
  if (!call.models.includes(model)) return refuseAbout(vendor, 'unknown_model', call, model);
  const completion = complete(body['messages'], tokenCap(body, 'max_completion_tokens', 'max_tokens'));
  return body['stream'] === true
    ? eventsAnswer([...dialect.streamPreamble, ...chatFrames({ call, dialect, model, completion })])
    : jsonAnswer(200, chatDocument({ call, dialect, model, completion }));
}

interface Chat {
  readonly call: Call;
  readonly dialect: OpenAiDialect;
  readonly model: string;
  readonly completion: Completion;
}

export function openAiUsage({ inputTokens, tokens }: Completion): Record<string, number> {
  return {
    prompt_tokens: inputTokens,
    completion_tokens: tokens.length,
    total_tokens: inputTokens + tokens.length,
  };
}

function chatHead({ call, model }: Chat, object: string): Record<string, unknown> {
  const id = `chatcmpl-${call.requestId.replaceAll('-', '').slice(-24)}`;
  return { id, object, created: Math.floor(call.nowMs / 1_000), model, system_fingerprint: 'fp_simulator' };
}

function chatDocument(chat: Chat): unknown {
  const { completion, dialect, model } = chat;
  const reasoning = dialect.reasoningOf(model);
  const message = {
    role: 'assistant',
    content: completion.tokens.join(''),
    ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
  };
  return {
    ...chatHead(chat, 'chat.completion'),
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishReason(completion) }],
    usage: openAiUsage(completion),
  };
}

function finishReason(completion: Completion): string {
  return completion.isCut ? 'length' : 'stop';
}

function chatFrames(chat: Chat): readonly string[] {
  const { call, completion, dialect, model } = chat;
  const head = chatHead(chat, 'chat.completion.chunk');
  const chunk = (delta: object, finish_reason: string | null = null): string =>
    dataFrame({ ...head, choices: [{ index: 0, delta, logprobs: null, finish_reason }] });
  const reasoning = dialect.reasoningOf(model);
  const frames = [
    chunk({ role: 'assistant', content: '' }),
    ...(reasoning === '' ? [] : [chunk({ content: null, reasoning_content: reasoning })]),
    ...completion.tokens.map((content) => chunk({ content })),
    chunk({}, finishReason(completion)),
  ];
  const streamOptions = bodyOf(call.request)['stream_options'] as { include_usage?: unknown } | undefined;
  if (streamOptions?.include_usage === true) {
    frames.push(dataFrame({ ...head, choices: [], usage: openAiUsage(completion) }));
  }
  return [...frames, dataFrame('[DONE]')];
}
