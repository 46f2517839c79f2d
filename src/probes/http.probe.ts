import type { Notice } from '../observations/notice.ts';
import { readRateLimit } from '../observations/rate-limit-headers.ts';
import type { HttpCheckSettings } from '../settings/settings.ts';
import type { Target } from '../targets/target.ts';
import { Deadline } from './deadline.ts';
import { bearer } from './endpoint.ts';
import type { Exchange, HttpExchange, HttpRequest } from './http-exchange.ts';
import { faultOf } from './http-expectation.ts';
import { badSettings, failed, NO_FACTS, succeeded, type Facts } from './probe-result.ts';
import { Probe, type CheckLevel, type ProbeResult } from './probe.ts';
import { requestHeaders, urlBelow } from './request-address.ts';
import { secretsOf } from './secrets.ts';

/** Where what is expected is looked for; a web page is not read further. */
const SEARCHED_BYTES = 256 * 1024;
const DAY_MS = 24 * 3_600_000;

/** Any HTTP service: a request, and what must come back. Both levels ask the same; `auth` sends the key. */
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
      const now = this.#http.now();
      const fault = faultOf(exchange, provider.http, asked, now);
      const { latencyMs, status: httpStatus, requestId, headers } = exchange;
      const evidence = { latencyMs, httpStatus, requestId, rateLimit: readRateLimit(headers, now) };
      if (fault !== null) return failed(evidence, fault);
      return succeeded(evidence, certificateFacts(exchange, provider.http, now));
    } finally {
      deadline.release();
    }
  }

  async #ask(
    { provider }: Target,
    level: CheckLevel,
    deadline: Deadline,
  ): Promise<{ exchange: Exchange; asked: string }> {
    const { method, path, headers, body, certificateWarningDays } = provider.http;
    const url = urlBelow(provider.baseUrl, path);
    const key = level === 'auth' && provider.apiKey !== null ? bearer(provider.apiKey.reveal()) : {};
    const content = bodyOf(method, body?.reveal() ?? null);
    const exchange = await this.#http.send({
      method,
      url,
      headers: requestHeaders(content.headers, key, provider.headers, headers),
      ...(content.body === null ? {} : { body: content.body }),
      deadline,
      maxBodyBytes: SEARCHED_BYTES,
      onLargerBody: 'cut',
      secrets: secretsOf(provider),
      recheckCertificateMs: certificateWarningDays * DAY_MS,
    });
    return { exchange, asked: `${method} ${url.pathname}` };
  }
}

function bodyOf(
  method: HttpRequest['method'],
  body: string | null,
): { readonly body: string | null; readonly headers: Readonly<Record<string, string>> } {
  if (body === null || (method !== 'POST' && method !== 'PUT')) return { body: null, headers: {} };
  const type = /^\s*[[{]/.test(body) ? 'application/json' : 'text/plain; charset=utf-8';
  return { body, headers: { 'content-type': type } };
}

/** One that has ended already is refused when connecting. */
function certificateFacts(
  { certificateExpiresAt: at }: Exchange,
  { certificateWarningDays }: HttpCheckSettings,
  now: number,
): Facts {
  if (at === null) return NO_FACTS;
  const end = new Date(at).toISOString();
  const capabilities = { certificate_expires_at: end };
  const dueFrom = at - certificateWarningDays * DAY_MS;
  if (certificateWarningDays === 0 || now < dueFrom) return { ...NO_FACTS, capabilities };
  const message = `the TLS certificate ends on ${end.slice(0, 10)}, in ${Math.max(0, Math.floor((at - now) / DAY_MS))} days`;
  const notice: Notice = { code: 'certificate_expiring', message, at, dueFrom, model: null };
  return { ...NO_FACTS, capabilities, notices: [notice] };
}
