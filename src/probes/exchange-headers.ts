import { headerOf, type AnswerHeaders } from '../observations/answer-headers.ts';

/** The vendor's own first; an edge's id is better than none. */
const REQUEST_ID_HEADERS = [
  'x-request-id',
  'request-id',
  'apim-request-id',
  'x-litellm-call-id',
  'mistral-correlation-id',
  'x-amzn-requestid',
  'x-ds-trace-id',
  'cf-ray',
] as const;

/** chosen: longer ids than this are not in use. */
const LONGEST_REQUEST_ID = 128;

export function requestIdOf(headers: AnswerHeaders): string | null {
  for (const name of REQUEST_ID_HEADERS) {
    const id = headerOf(headers, name);
    if (id !== null && id !== '') return id.slice(0, LONGEST_REQUEST_ID);
  }
  return null;
}

export function redirectHost(headers: AnswerHeaders, from: URL): string | null {
  const location = headerOf(headers, 'location');
  if (location === null || !URL.canParse(location, from.href)) return null;
  return new URL(location, from).host;
}
