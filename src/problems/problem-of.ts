import { HttpException, NotFoundException } from '@nestjs/common';
import { Problem, type ProblemOptions } from './problem.ts';
import { shownText } from './shown-value.ts';

export interface Asked {
  readonly method: string;
  /** Without its query, which may hold secrets. */
  readonly path: string;
}

/** What the framework refuses before a handler sees it, in our words: its own may repeat what was sent. */
const REFUSALS: Readonly<Record<string, Omit<ProblemOptions, 'status'>>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: { detail: 'the body is larger than this server accepts' },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { detail: 'this route does not read bodies of that content-type' },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: { detail: 'the body is not as long as content-length says' },
  FST_ERR_CTP_EMPTY_JSON_BODY: invalidBody('required, JSON'),
  FST_ERR_CTP_INVALID_JSON_BODY: invalidBody('valid JSON'),
  FST_ERR_BAD_URL: { detail: 'the path is not a valid URL' },
  FST_ERR_MAX_PARAM_LENGTH: { detail: 'a part of the path is too long' },
};

function invalidBody(rule: string): Omit<ProblemOptions, 'status'> {
  return {
    title: 'Invalid body',
    detail: '1 field is wrong',
    errors: [{ field: 'body', rule, value: null }],
  };
}

/** The problem that an error of any origin goes out as; null for one that nobody foresaw. */
export function problemOf(error: unknown, asked: Asked): Problem | null {
  if (error instanceof Problem) return error;
  if (error instanceof HttpException) return problemOfHttp(error, asked);
  const status = statusOf(error);
  return status === null ? null : refusal(error, status);
}

function problemOfHttp(error: HttpException, asked: Asked): Problem {
  const status = error.getStatus();
  if (error.cause instanceof SyntaxError) return new Problem({ status, ...invalidBody('valid JSON') });
  if (error.cause !== undefined) return refusal(error.cause, status);
  if (isUnknownRoute(error, asked)) {
    return new Problem({ status, detail: `no route for ${asked.method} ${shownText(asked.path)}` });
  }
  return status >= 500
    ? new Problem({ status, cause: error })
    : new Problem({ status, detail: error.message });
}

function refusal(error: unknown, status: number): Problem {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  return new Problem({ status, ...REFUSALS[code] });
}

/** Nest tells an unknown route by this message alone. */
function isUnknownRoute(error: HttpException, asked: Asked): boolean {
  return error instanceof NotFoundException && error.message.startsWith(`Cannot ${asked.method} `);
}

/** Errors of the web framework carry the status that they mean; a server's fault is unforeseen all the same. */
function statusOf(error: unknown): number | null {
  if (!(error instanceof Error) || !('statusCode' in error)) return null;
  const { statusCode } = error;
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500 ? statusCode : null;
}
