import type { AnswerHeaders } from '../../observations/answer-headers.ts';

/** The HTTP answer that an error stands for, whoever made the error. */
export interface ThrownAnswer {
  /** Null where the error came within a stream. */
  readonly status: number | null;
  readonly headers: AnswerHeaders;
  /** Parsed, or as text; null where the error does not keep it. */
  readonly body: unknown;
}

type Fields = Readonly<Record<string, unknown>>;

const NO_HEADERS: AnswerHeaders = {};
/** chosen: nobody wraps an error more often than this; a cycle would not end. */
const DEEPEST_CAUSE = 5;

/**
 * Reads what the SDKs of OpenAI (`status`, `error`), Anthropic (`status`, `error`) and Google (`status`, the body as
 * message) throw, axios and got (`response`), the AI SDK (`statusCode`, `responseBody`), and errors that wrap one of them.
 */
export function thrownAnswer(error: unknown): ThrownAnswer | null {
  let fields = fieldsOf(error);
  for (let depth = 0; fields !== null && depth < DEEPEST_CAUSE; depth++) {
    const answer = answerIn(fields);
    if (answer !== null) return answer;
    fields = fieldsOf(fields['cause']);
  }
  return null;
}

function answerIn(fields: Fields): ThrownAnswer | null {
  const response = fieldsOf(fields['response']);
  const status = statusIn(fields) ?? (response === null ? null : statusIn(response));
  const body = bodyIn(fields, response);
  if (status !== null) return { status, headers: headersIn(fields, response), body };
  // An event of a stream, as the SDKs throw it.
  const isStreamEvent = 'requestID' in fields && fieldsOf(fields['error']) !== null;
  return isStreamEvent ? { status: null, headers: headersIn(fields, response), body } : null;
}

function statusIn(fields: Fields): number | null {
  for (const name of ['status', 'statusCode']) {
    const status = fields[name];
    if (typeof status === 'number' && status >= 300 && status <= 599) return status;
  }
  return null;
}

function bodyIn(fields: Fields, response: Fields | null): unknown {
  const candidates = [
    fields['error'],
    fields['responseBody'],
    response?.['data'],
    response?.['body'],
    fields['body'],
  ];
  const body = candidates.find((each) => typeof each === 'string' || fieldsOf(each) !== null);
  if (body !== undefined) return body;
  const message = fields['message'];
  const isJson = typeof message === 'string' && message.startsWith('{');
  // For plain errors that name a type or a code of their own: `{ status: 429, code: 'insufficient_quota' }`.
  return isJson ? message : { code: fields['code'], type: fields['type'], message };
}

function headersIn(fields: Fields, response: Fields | null): AnswerHeaders {
  for (const headers of [fields['headers'], fields['responseHeaders'], response?.['headers']]) {
    if (fieldsOf(headers) !== null) return headers as AnswerHeaders;
  }
  return NO_HEADERS;
}

function fieldsOf(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null ? (value as Fields) : null;
}
