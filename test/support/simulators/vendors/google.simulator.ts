import { GOOGLE_REFUSALS } from './google-errors.ts';
import { runAlone } from '../provider-simulator.ts';
import { randomText, refuseAbout, type Call, type Vendor } from '../vendor.ts';
import {
  bodyOf,
  complete,
  countTokens,
  dataFrame,
  eventsAnswer,
  headerOf,
  isRecord,
  jsonAnswer,
  tokenCap,
  type Completion,
  type WireAnswer,
} from '../wire.ts';

const DEFAULT_PAGE = 50;
function modelInfo(id: string): Record<string, unknown> {
  return {
    name: `models/${id}`,
    baseModelId: id,
    version: '001',
    displayName: id,
    description: 'A simulated model',
    inputTokenLimit: 1_048_576,
    outputTokenLimit: 65_536,
    supportedGenerationMethods: ['generateContent', 'countTokens'],
    temperature: 1,
    topP: 0.95,
    topK: 64,
    thinking: true,
  };
}

function listModels(call: Call): WireAnswer {
  const { query } = call.request;
  const size = Number(query.get('pageSize') ?? DEFAULT_PAGE);
  // The token is the index where the next page begins; callers must not look into it.
  const from = Number(query.get('pageToken') ?? 0);
  if (!Number.isInteger(size) || size < 0 || !Number.isInteger(from)) {
    return refuseAbout(google, 'bad_request', call, 'page_size and page_token must be valid.');
  }
  const end = from + (size === 0 ? DEFAULT_PAGE : size);
  const hasMore = end < call.models.length;
  return jsonAnswer(200, {
    models: call.models.slice(from, end).map(modelInfo),
    ...(hasMore ? { nextPageToken: String(end) } : {}),
  });
}

function ask(call: Call, match: RegExpExecArray): WireAnswer {
  const model = decodeURIComponent(match[1] ?? '');
  const body = bodyOf(call.request);
  if (!call.models.includes(model)) return refuseAbout(google, 'unknown_model', call, model);
  if (!Array.isArray(body['contents'])) {
    return refuseAbout(
      google,
      'bad_request',
      call,
      '* GenerateContentRequest.contents: contents is not specified\n',
    );
  }
  if (match[2] === 'countTokens') {
    const totalTokens = countTokens(body['contents']);
    return jsonAnswer(200, {
      totalTokens,
      promptTokensDetails: [{ modality: 'TEXT', tokenCount: totalTokens }],
    });
  }
  const config = isRecord(body['generationConfig']) ? body['generationConfig'] : {};
  const completion = complete(body['contents'], tokenCap(config, 'maxOutputTokens'));
  if (match[2] === 'generateContent') return jsonAnswer(200, wholeAnswer(call, model, completion));
  const chunks = answerChunks(call, model, completion);
  return call.request.query.get('alt') === 'sse'
    ? eventsAnswer(chunks.map(dataFrame))
    : jsonAnswer(200, chunks);
}

function answerChunk(call: Call, model: string, completion: Completion): Record<string, unknown> {
  const { inputTokens, tokens } = completion;
  return {
    usageMetadata: {
      promptTokenCount: inputTokens,
      candidatesTokenCount: tokens.length,
      totalTokenCount: inputTokens + tokens.length,
    },
    modelVersion: model,
    responseId: call.requestId,
  };
}

function candidate(text: string, finishReason: string | null): Record<string, unknown> {
  return {
    content: { ...(text === '' ? {} : { parts: [{ text }] }), role: 'model' },
    ...(finishReason === null ? {} : { finishReason }),
    index: 0,
  };
}

function wholeAnswer(call: Call, model: string, completion: Completion): Record<string, unknown> {
  const last = completion.isCut ? 'MAX_TOKENS' : 'STOP';
  return {
    candidates: [candidate(completion.tokens.join(''), last)],
    ...answerChunk(call, model, completion),
  };
}

/** One chunk a token; the last one carries the reason. No marker follows it. */
function answerChunks(call: Call, model: string, completion: Completion): readonly object[] {
  const last = completion.isCut ? 'MAX_TOKENS' : 'STOP';
  const texts = completion.tokens.length === 0 ? [''] : completion.tokens;
  return texts.map((text, index) => ({
    candidates: [candidate(text, index === texts.length - 1 ? last : null)],
    ...answerChunk(call, model, completion),
  }));
}

export const google: Vendor = {
  id: 'google',
  basePath: '',
  defaultModels: ['gemini-2.5-flash', 'gemini-2.5-pro', 'gemini-2.5-flash-lite', 'gemini-3-flash'],
  routes: [
    { method: 'GET', pattern: /\/v1(?:beta)?\/models$/, answer: listModels },
    {
      method: 'GET',
      pattern: /\/v1(?:beta)?\/models\/([^/:]+)$/,
      answer: (call, match) => {
        const id = decodeURIComponent(match[1] ?? '');
        return call.models.includes(id)
          ? jsonAnswer(200, modelInfo(id))
          : refuseAbout(google, 'unknown_model', call, id);
      },
    },
    {
      method: 'POST',
      pattern: /\/v1(?:beta)?\/models\/([^/:]+):(generateContent|streamGenerateContent|countTokens)$/,
      answer: ask,
    },
  ],
  newRequestId: (random) => randomText(random, 22, 'base62'),
  keyOf: (request) => headerOf(request, 'x-goog-api-key') ?? request.query.get('key'),
  refuse: (refusal, call) => GOOGLE_REFUSALS[refusal](call),
  // No request id and no rate limit in the headers: the vendor has neither.
  headers: () => ({ 'server-timing': 'gfet4t7; dur=12', vary: 'Origin, X-Origin, Referer' }),
  streamError: () => [
    dataFrame({
      error: {
        code: 503,
        message: 'The model is overloaded. Please try again later.',
        status: 'UNAVAILABLE',
      },
    }),
  ],
};

if (import.meta.main) await runAlone(google);
