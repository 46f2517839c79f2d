import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';

/** One field that is wrong, told so that its sender can mend it. */
export interface FieldError {
  /** Dotted path: `items.3.ok`; `body` where it is the whole. */
  readonly field: string;
  /** What must hold: `integer`, `>= 1`, `one of open|close|reset`. */
  readonly rule: string;
  /** What was sent, capped; null where it was missing, `[redacted]` where it may be a secret. */
  readonly value: unknown;
}

export interface ProblemOptions {
  readonly status: number;
  /** Short and the same for every occurrence; the status' own name unless given. */
  readonly title?: string;
  /** A sentence on this occurrence, free of secrets. */
  readonly detail?: string;
  /** URI of the kind of problem [about:blank]. */
  readonly type?: string;
  readonly errors?: readonly FieldError[];
  readonly headers?: Readonly<Record<string, string>>;
  /** What lies behind it; logged where the status is 500 or above, never sent. */
  readonly cause?: unknown;
}

/** The members of RFC 9457 and our `errors`. */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly instance?: string;
  readonly errors?: readonly FieldError[];
}

/** An answer that is not what was asked for (RFC 9457). Rooms throw it, the filter sends it. */
export class Problem extends HttpException {
  readonly body: ProblemBody;
  readonly headers: Readonly<Record<string, string>>;

  constructor(options: ProblemOptions) {
    const { status, headers = {}, cause } = options;
    const body = bodyOf(options);
    super({ ...body, message: body.detail ?? body.title }, status, { cause });
    this.body = body;
    this.headers = headers;
  }
}

function bodyOf({ status, title, detail, type, errors }: ProblemOptions): ProblemBody {
  return {
    type: type ?? 'about:blank',
    title: title ?? STATUS_CODES[status] ?? 'Unknown problem',
    status,
    ...(detail === undefined ? {} : { detail }),
    ...(errors === undefined || errors.length === 0 ? {} : { errors }),
  };
}
