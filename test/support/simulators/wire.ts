import type { IncomingHttpHeaders } from 'node:http';

/** A request as the vendor files see it: read to its end, its body parsed if it was JSON. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** `undefined` when the body was empty or no JSON. */
  readonly body: unknown;
  readonly hasInvalidBody: boolean;
}

/** What a vendor answers: one JSON document, one text, or the frames of an event stream. */
export interface WireAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly content:
    | { readonly kind: 'json'; readonly json: unknown }
    | { readonly kind: 'text'; readonly text: string; readonly contentType: string }
    | { readonly kind: 'events'; readonly frames: readonly string[] };
}

export function jsonAnswer(status: number, json: unknown, headers?: Record<string, string>): WireAnswer {
  return { status, content: { kind: 'json', json }, ...(headers === undefined ? {} : { headers }) };
}

export function eventsAnswer(frames: readonly string[]): WireAnswer {
  return { status: 200, content: { kind: 'events', frames } };
}

/** One event without a name, as OpenAI's chat and Gemini send them. */
export function dataFrame(data: unknown): string {
  return `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
}

/** One event named after its `type`, as Anthropic and OpenAI's Responses send them. */
export function namedFrame(event: { readonly type: string; readonly [key: string]: unknown }): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The body as an object; an empty one when it is anything else. */
export function bodyOf(request: WireRequest): Record<string, unknown> {
  return isRecord(request.body) ? request.body : {};
}

export function headerOf(request: WireRequest, name: string): string | null {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The key of `Authorization: Bearer`, or null. */
export function bearerKey(request: WireRequest): string | null {
  const match = /^Bearer\s+(\S+)$/i.exec(headerOf(request, 'authorization') ?? '');
  return match?.[1] ?? null;
}

/** User name and password of `Authorization: Basic`, or null. */
export function basicCredentials(
  request: WireRequest,
): { readonly user: string; readonly password: string } | null {
  const match = /^Basic\s+(\S+)$/i.exec(headerOf(request, 'authorization') ?? '');
  if (match?.[1] === undefined) return null;
  const [user = '', ...rest] = Buffer.from(match[1], 'base64').toString('utf8').split(':');
  return { user, password: rest.join(':') };
}

/** A positive whole number in a body field, or null. */
export function tokenCap(body: Record<string, unknown>, ...names: readonly string[]): number | null {
  for (const name of names) {
    const value = body[name];
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  }
  return null;
}

const REPLY_WORDS = ['Hello', ' from', ' the', ' simulator', '.'] as const;

export interface Completion {
  /** One text per token. */
  readonly tokens: readonly string[];
  readonly inputTokens: number;
  /** The cap cut it short. */
  readonly isCut: boolean;
}

/** The same few words for everybody, cut at the cap. A token is a word here. */
export function complete(input: unknown, cap: number | null): Completion {
  const tokens = cap === null ? REPLY_WORDS : REPLY_WORDS.slice(0, cap);
  return { tokens, inputTokens: countTokens(input), isCut: tokens.length < REPLY_WORDS.length };
}

/** About one token for four characters; never 0. */
export function countTokens(input: unknown): number {
  return Math.max(1, Math.ceil(JSON.stringify(input ?? '').length / 4));
}
