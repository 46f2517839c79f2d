import { classifyHttpError } from '../observations/http-error.ts';
import type { FailureKind } from '../observations/failure-kind.ts';
import { readRateLimit } from '../observations/rate-limit-headers.ts';
import type { HttpCheckSettings } from '../settings/settings.ts';
import type { Target } from '../targets/target.ts';
import { Deadline } from './deadline.ts';
import { bearer } from './endpoint.ts';
import type { Exchange, HttpExchange } from './http-exchange.ts';
import { badSettings, failed, NO_FACTS, succeeded, transportFault, type Fault } from './probe-result.ts';
import { Probe, type CheckLevel, type ProbeResult } from './probe.ts';
import { requestHeaders, urlBelow } from './request-address.ts';
import { secretsOf } from './secrets.ts';

/** Where an expected text is looked for; a web page is not read further. */
const SEARCHED_BYTES = 256 * 1024;

/** The settings say what to expect, so an unexpected 404 is a broken promise and not a wrong request of ours. */
const BROKEN_PROMISE: ReadonlySet<FailureKind> = new Set(['bad_request', 'model_unavailable', 'cancelled']);

/** Any HTTP service: a request, an expected status, an expected text. Both levels ask the same; `auth` sends the key. */
export class HttpProbe extends Probe {
  readonly kinds = ['http'] as const;
  readonly #http: HttpExchange;

  constructor(http: HttpExchange) {
    super();
    this.#http = http;
  }

  async check(target: Target, level: CheckLevel, signal: AbortSignal): Promise<ProbeResult> {
    const { provider } = target;
    if (!URL.canParse(provider.baseUrl)) return badSettings('base_url is not a URL');
    const deadline = new Deadline(provider.timeoutMs, signal);
    try {
      const { exchange, asked } = await this.#ask(target, level, deadline);
      const fault = faultOf(exchange, provider.http, asked, this.#http.now());
      const { latencyMs, status: httpStatus, requestId, headers } = exchange;
      const evidence = {
        latencyMs,
        httpStatus,
        requestId,
        rateLimit: readRateLimit(headers, this.#http.now()),
      };
      return fault === null ? succeeded(evidence, NO_FACTS) : failed(evidence, fault);
    } finally {
      deadline.release();
    }
  }

  async #ask(
    { provider }: Target,
    level: CheckLevel,
    deadline: Deadline,
  ): Promise<{ exchange: Exchange; asked: string }> {
    const { method, path, headers } = provider.http;
    const url = urlBelow(provider.baseUrl, path);
    const key = level === 'auth' && provider.apiKey !== null ? bearer(provider.apiKey.reveal()) : {};
    const exchange = await this.#http.send({
      method,
      url,
      headers: requestHeaders(key, provider.headers, headers),
      deadline,
      maxBodyBytes: SEARCHED_BYTES,
      onLargerBody: 'cut',
      secrets: secretsOf(provider),
    });
    return { exchange, asked: `${method} ${url.pathname}` };
  }
}

function faultOf(exchange: Exchange, expected: HttpCheckSettings, asked: string, now: number): Fault | null {
  const { failure, status, body } = exchange;
  const isAsExpected = status !== null && isExpected(status, expected.expectedStatus);
  // A status that is wrong stands even where its body did not come whole.
  if (failure !== null && (status === null || isAsExpected || failure.failure === 'cancelled')) {
    return transportFault(failure, asked);
  }
  if (!isAsExpected) return statusFault(exchange, status ?? 0, asked, now);
  const { expectedText } = expected;
  if (expectedText === null || body.includes(expectedText)) return null;
  return invalidResponse(`${status} from ${asked}: the expected text is missing`);
}

function isExpected(status: number, expected: readonly number[]): boolean {
  return expected.length === 0 ? status >= 200 && status < 300 : expected.includes(status);
}

function statusFault(
  { headers, body, redirectsTo }: Exchange,
  status: number,
  asked: string,
  now: number,
): Fault {
  if (status < 300) return invalidResponse(`${status} from ${asked} is not the expected status`);
  const error = classifyHttpError({ vendor: 'generic', status, headers, body, now, operation: 'list' });
  if (status >= 400 && BROKEN_PROMISE.has(error.failure)) {
    return invalidResponse(`${status} from ${asked} is not the expected status`);
  }
  const { failure, vendorCode, retryAfterMs } = error;
  const told =
    redirectsTo === null ? (vendorCode === null ? '' : `: ${vendorCode}`) : `: redirects to ${redirectsTo}`;
  return { failure, detail: `${status} from ${asked}${told}`, vendorCode, retryAfterMs, isLocal: false };
}

function invalidResponse(detail: string): Fault {
  return { failure: 'invalid_response', detail, vendorCode: null, retryAfterMs: null, isLocal: false };
}
