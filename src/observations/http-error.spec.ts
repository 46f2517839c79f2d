import { classifyHttpError, type HttpErrorAnswer } from './http-error.ts';
import { VENDOR_ERRORS, vendorOf, type Vendor } from './errors/vendors.ts';
import { GENERIC_ERRORS } from './errors/generic.errors.ts';

const NOW = Date.parse('2026-11-22T04:00:00.000Z');

function classify(vendor: Vendor, status: number | null, body: unknown, more: Partial<HttpErrorAnswer> = {}) {
  return classifyHttpError({ vendor, status, headers: {}, body, now: NOW, ...more });
}

const openai = (type: string | null, code: string | null, message = '') => ({
  error: { message, type, param: null, code },
});
const google = (code: number, status: string, details: unknown[] = [], message = '') => ({
  error: { code, message, status, details },
});

describe('classifyHttpError', () => {
  it('never takes an exhausted quota for a rate limit, whatever the status', () => {
    for (const vendor of Object.keys(VENDOR_ERRORS) as Vendor[]) {
      for (const status of [200, 400, 403, 429, 500, null]) {
        expect(classify(vendor, status, openai('insufficient_quota', 'insufficient_quota')).failure).toBe(
          'quota_exhausted',
        );
      }
    }
  });

  it('says of a missing models list that the address may be wrong, and blames no model', () => {
    const missing = classify('openai', 404, '<html>404</html>', { operation: 'list' });
    expect(missing).toMatchObject({ failure: 'bad_request', note: 'base_url may be wrong' });
    expect(classify('google', 404, google(404, 'NOT_FOUND'), { operation: 'list' }).failure).toBe(
      'bad_request',
    );
  });

  it('carries how long the provider asks us to wait', () => {
    const limited = classify('openai', 429, openai('requests', 'rate_limit_exceeded'), {
      headers: { 'retry-after': '7' },
    });
    expect(limited.retryAfterMs).toBe(7000);
    const retryInfo = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34.4s' };
    const limitedByGoogle = google(429, 'RESOURCE_EXHAUSTED', [retryInfo]);
    for (const body of [limitedByGoogle, JSON.stringify(limitedByGoogle), [limitedByGoogle]]) {
      expect(classify('google', 429, body).retryAfterMs).toBe(34_400);
    }
  });

  it('makes a code safe to log', () => {
    const { vendorCode } = classify('generic', 500, { error: { code: `a\nb"<script>${'x'.repeat(200)}` } });
    expect(vendorCode).toMatch(/^a_b__script_x+$/);
    expect(vendorCode?.length).toBe(80);
  });
});

describe('the tables', () => {
  it('decide by the body in one list and by the status alone in the other', () => {
    for (const { byBody, byStatus } of [...Object.values(VENDOR_ERRORS), GENERIC_ERRORS]) {
      expect(byBody.every(({ code, message }) => code !== undefined || message !== undefined)).toBe(true);
      expect(byStatus.every(({ code, message, status }) => status !== undefined && !code && !message)).toBe(
        true,
      );
    }
  });

  it('name codes in lower case, as they are compared', () => {
    const rows = [...Object.values(VENDOR_ERRORS), GENERIC_ERRORS].flatMap(({ byBody }) => byBody);
    const codes = rows.flatMap(({ code }) => (Array.isArray(code) ? (code as string[]) : []));
    expect(codes.filter((code) => code !== code.toLowerCase())).toEqual([]);
  });
});

describe('vendorOf', () => {
  it('is the kind, or the vendor behind an OpenAI-compatible address', () => {
    expect(vendorOf('openai', 'https://openrouter.ai/api/v1')).toBe('openai');
    expect(vendorOf('openai_compatible', 'https://openrouter.ai/api/v1')).toBe('openrouter');
    expect(vendorOf('openai_compatible', 'https://x.openai.azure.com/openai/v1')).toBe('azure_openai');
    expect(vendorOf('openai_compatible', 'http://localhost:8080/v1')).toBe('openai_compatible');
    expect(vendorOf('openai_compatible', 'https://notgroq.com/v1')).toBe('openai_compatible');
    expect(vendorOf('openai_compatible', 'not a url')).toBe('openai_compatible');
    expect(vendorOf('tcp')).toBe('generic');
  });
});
