import type { FailureKind } from './failure-kind.ts';

/** Why no complete answer came back. */
export interface TransportFailure {
  readonly failure: FailureKind;
  /** One clause for people, free of addresses and secrets. */
  readonly detail: string;
  /** The error's own code or name, as it was received. */
  readonly vendorCode: string | null;
  /** Our own process or machine failed, not the provider. */
  readonly isLocal: boolean;
}

interface TransportRule {
  readonly failure: FailureKind;
  readonly detail: string;
  readonly isLocal?: true;
  readonly codes: readonly string[] | RegExp;
}

/** Codes of Node, OpenSSL and undici. First match wins. */
const BY_CODE: readonly TransportRule[] = [
  { failure: 'cancelled', detail: 'cancelled', codes: ['ABORT_ERR', 'UND_ERR_ABORTED', 'UND_ERR_ABORT'] },
  { failure: 'cancelled', detail: 'we are stopping', codes: ['UND_ERR_DESTROYED', 'UND_ERR_CLOSED'] },
  { failure: 'timeout', detail: 'connecting took too long', codes: ['UND_ERR_CONNECT_TIMEOUT', 'ETIMEDOUT'] },
  { failure: 'timeout', detail: 'no answer in time', codes: ['UND_ERR_HEADERS_TIMEOUT', 'ESOCKETTIMEDOUT'] },
  { failure: 'timeout', detail: 'the answer stalled', codes: ['UND_ERR_BODY_TIMEOUT'] },
  {
    failure: 'network',
    detail: 'host name not found',
    codes: ['ENOTFOUND', 'EAI_NONAME', 'EAI_NODATA', 'ENODATA'],
  },
  { failure: 'network', detail: 'name service failed', codes: /^EAI_|^ESERVFAIL$|^EREFUSED$|^ETIMEOUT$/ },
  { failure: 'network', detail: 'connection refused', codes: ['ECONNREFUSED'] },
  { failure: 'network', detail: 'host unreachable', codes: ['EHOSTUNREACH', 'EHOSTDOWN'] },
  { failure: 'network', detail: 'network unreachable', codes: ['ENETUNREACH', 'ENETDOWN'] },
  {
    failure: 'network',
    detail: 'connection reset',
    codes: ['ECONNRESET', 'ECONNABORTED', 'EPIPE', 'UND_ERR_SOCKET'],
  },
  {
    failure: 'network',
    detail: 'connection closed within the answer',
    codes: ['HPE_INVALID_EOF_STATE', 'ERR_STREAM_PREMATURE_CLOSE', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH'],
  },
  {
    failure: 'network',
    detail: 'our proxy failed',
    codes: ['UND_ERR_PRX_TLS', 'UND_ERR_PRX_CONN', 'UND_ERR_SOCKS5'],
  },
  {
    failure: 'network',
    detail: 'TLS certificate not accepted',
    codes:
      /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET|CRL_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH/,
  },
  { failure: 'network', detail: 'TLS failed', codes: /^ERR_TLS_|^ERR_SSL_|^ERR_OSSL_|^EPROTO$/ },
  {
    failure: 'network',
    detail: 'our machine is out of sockets or memory',
    isLocal: true,
    codes: ['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EADDRNOTAVAIL'],
  },
  { failure: 'invalid_response', detail: 'the answer is not HTTP', codes: /^HPE_/ },
  {
    failure: 'invalid_response',
    detail: 'the answer is too large',
    codes: ['UND_ERR_HEADERS_OVERFLOW', 'UND_ERR_RES_EXCEEDED_MAX_SIZE'],
  },
  {
    failure: 'bad_request',
    detail: 'the URL is not valid',
    codes: ['ERR_INVALID_URL', 'ERR_INVALID_PROTOCOL', 'ERR_UNESCAPED_CHARACTERS', 'ERR_SOCKET_BAD_PORT'],
  },
  {
    failure: 'bad_request',
    detail: 'a header value is not valid',
    codes: ['ERR_INVALID_CHAR', 'ERR_INVALID_HTTP_TOKEN', 'ERR_HTTP_INVALID_HEADER_VALUE'],
  },
  {
    failure: 'bad_request',
    detail: 'the request is not valid',
    codes: ['UND_ERR_INVALID_ARG', 'UND_ERR_NOT_SUPPORTED', 'ERR_INVALID_ARG_TYPE', 'ERR_INVALID_ARG_VALUE'],
  },
];

/** `fetch` gives some of its refusals a text only, undici 8 all that its parser says (measured). */
const BY_TEXT: readonly { readonly failure: FailureKind; readonly detail: string; readonly text: RegExp }[] =
  [
    {
      failure: 'network',
      detail: 'connection closed within the answer',
      text: /HTTP\/1\.1 protocol \(Invalid EOF state\)/,
    },
    {
      failure: 'invalid_response',
      detail: 'the answer is not HTTP',
      text: /does not match the HTTP\/1\.1 protocol/,
    },
    { failure: 'bad_request', detail: 'the port is blocked', text: /^bad port$/ },
    {
      failure: 'bad_request',
      detail: 'the answer redirects',
      text: /unexpected redirect|redirect mode is set to error/i,
    },
    {
      failure: 'bad_request',
      detail: 'a header value is not valid',
      text: /ByteString|invalid header value/i,
    },
    {
      failure: 'bad_request',
      detail: 'the URL is not valid',
      text: /failed to parse url|invalid url|unknown scheme/i,
    },
    {
      failure: 'network',
      detail: 'connection closed within the answer',
      text: /^terminated$|other side closed/,
    },
  ];

/** chosen: deeper chains of causes than this do not occur; a cycle would not end. */
const DEEPEST_CAUSE = 8;

/** What an error thrown by `undici`, `fetch`, `node:http`, `node:net` or an SDK over them says of the connection. */
export function classifyTransportError(error: unknown): TransportFailure {
  const chain = causesOf(error);
  return byAbortName(chain) ?? byCode(chain) ?? byText(chain) ?? unknownFailure(chain);
}

/** What the code of a connection's error alone says; null for one that is not in our table. */
export function transportFailureOf(code: string): TransportFailure | null {
  return byCode([{ name: '', message: '', code }]);
}

/** Told by shape: errors from another realm (a worker, a VM) are no `instanceof Error`. */
interface Thrown {
  readonly name: string;
  readonly message: string;
  readonly code?: unknown;
  readonly cause?: unknown;
  readonly errors?: readonly unknown[];
}

function isThrown(value: unknown): value is Thrown {
  return typeof value === 'object' && value !== null && 'name' in value && 'message' in value;
}

function causesOf(error: unknown): readonly Thrown[] {
  const chain: Thrown[] = [];
  let cause: unknown = error;
  while (isThrown(cause) && chain.length < DEEPEST_CAUSE) {
    chain.push(cause);
    // Happy eyeballs reports one error for each address that it tried.
    cause = cause.cause ?? cause.errors?.[0];
  }
  return chain;
}

/** `AbortSignal.timeout` and a caller's abort differ by name alone; their code is a legacy number. */
function byAbortName(chain: readonly Thrown[]): TransportFailure | null {
  for (const { name } of chain) {
    if (name === 'TimeoutError') {
      return { failure: 'timeout', detail: 'no answer in time', vendorCode: name, isLocal: false };
    }
    if (name === 'AbortError') {
      return { failure: 'cancelled', detail: 'cancelled', vendorCode: name, isLocal: false };
    }
  }
  return null;
}

/** The deepest cause is the most exact. */
function byCode(chain: readonly Thrown[]): TransportFailure | null {
  for (const error of chain.toReversed()) {
    const code = codeOf(error);
    const rule = code === null ? undefined : BY_CODE.find(({ codes }) => matches(codes, code));
    if (rule !== undefined && code !== null) {
      const { failure, detail, isLocal = false } = rule;
      return { failure, detail: `${detail} (${code})`, vendorCode: code, isLocal };
    }
  }
  return null;
}

function byText(chain: readonly Thrown[]): TransportFailure | null {
  for (const error of chain.toReversed()) {
    const rule = BY_TEXT.find(({ text }) => text.test(error.message));
    if (rule !== undefined) {
      return { failure: rule.failure, detail: rule.detail, vendorCode: error.name, isLocal: false };
    }
  }
  return null;
}

/** Nothing tells more than that no answer came: the raw name is kept, and its message, which may quote a URL, is not. */
function unknownFailure(chain: readonly Thrown[]): TransportFailure {
  const deepest = chain.at(-1);
  const name = deepest === undefined ? 'not an error' : (codeOf(deepest) ?? deepest.name);
  return { failure: 'network', detail: `the connection failed (${name})`, vendorCode: name, isLocal: false };
}

function codeOf({ code }: Thrown): string | null {
  return typeof code === 'string' && code !== '' ? code : null;
}

function matches(codes: readonly string[] | RegExp, code: string): boolean {
  return codes instanceof RegExp ? codes.test(code) : codes.includes(code);
}
