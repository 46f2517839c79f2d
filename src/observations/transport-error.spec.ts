import type { FailureKind } from './failure-kind.ts';
import { classifyTransportError } from './transport-error.ts';

const coded = (code: string) => Object.assign(new Error(`secret-canary ${code}`), { code });
const fetchFailed = (cause: unknown) => new TypeError('fetch failed', { cause });

describe('classifyTransportError', () => {
  it.each<[string, FailureKind]>([
    ['ENOTFOUND', 'network'],
    ['EAI_AGAIN', 'network'],
    ['ECONNREFUSED', 'network'],
    ['EHOSTUNREACH', 'network'],
    ['ENETUNREACH', 'network'],
    ['ECONNRESET', 'network'],
    ['EPIPE', 'network'],
    ['UND_ERR_SOCKET', 'network'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'network'],
    ['CERT_HAS_EXPIRED', 'network'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'network'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'network'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'network'],
    ['HPE_INVALID_EOF_STATE', 'network'],
    ['HPE_INVALID_CONSTANT', 'invalid_response'],
    ['UND_ERR_HEADERS_OVERFLOW', 'invalid_response'],
    ['UND_ERR_CONNECT_TIMEOUT', 'timeout'],
    ['UND_ERR_HEADERS_TIMEOUT', 'timeout'],
    ['UND_ERR_BODY_TIMEOUT', 'timeout'],
    ['ETIMEDOUT', 'timeout'],
    ['UND_ERR_ABORTED', 'cancelled'],
    ['ABORT_ERR', 'cancelled'],
    ['UND_ERR_DESTROYED', 'cancelled'],
    ['ERR_INVALID_URL', 'bad_request'],
    ['ERR_INVALID_CHAR', 'bad_request'],
    ['UND_ERR_INVALID_ARG', 'bad_request'],
  ])('%s is %s, thrown by itself or as the cause of a failed fetch', (code, expected) => {
    for (const error of [
      coded(code),
      fetchFailed(coded(code)),
      new Error('sdk', { cause: fetchFailed(coded(code)) }),
    ]) {
      const failure = classifyTransportError(error);
      expect(failure).toMatchObject({ failure: expected, vendorCode: code, isLocal: false });
      expect(failure.detail).toContain(code);
      expect(failure.detail).not.toContain('canary');
    }
  });

  it('looks into the attempts of happy eyeballs', () => {
    const attempts = new AggregateError([coded('ECONNREFUSED'), coded('ENETUNREACH')]);
    expect(classifyTransportError(attempts)).toMatchObject({
      failure: 'network',
      vendorCode: 'ECONNREFUSED',
    });
  });

  it('tells a deadline from a caller that went away', () => {
    expect(classifyTransportError(new DOMException('x', 'TimeoutError')).failure).toBe('timeout');
    expect(classifyTransportError(new DOMException('x', 'AbortError')).failure).toBe('cancelled');
  });

  it.each<[unknown, FailureKind]>([
    [fetchFailed(new Error('bad port')), 'bad_request'],
    [fetchFailed(new Error('unexpected redirect')), 'bad_request'],
    [new TypeError('Cannot convert argument to a ByteString because …'), 'bad_request'],
    [new TypeError('terminated', { cause: coded('UND_ERR_SOCKET') }), 'network'],
    [new TypeError('terminated'), 'network'],
  ])('reads the text where fetch gives no code: %s', (error, expected) => {
    expect(classifyTransportError(error).failure).toBe(expected);
  });

  it('blames ourselves when we are out of sockets', () => {
    expect(classifyTransportError(coded('EMFILE'))).toMatchObject({ failure: 'network', isLocal: true });
  });

  it('keeps the raw name of what it does not know, and not its message', () => {
    expect(classifyTransportError(coded('ESTRANGE'))).toMatchObject({
      failure: 'network',
      vendorCode: 'ESTRANGE',
    });
    expect(classifyTransportError(new RangeError('canary'))).toEqual({
      failure: 'network',
      detail: 'the connection failed (RangeError)',
      vendorCode: 'RangeError',
      isLocal: false,
    });
    expect(classifyTransportError('canary')).toMatchObject({
      failure: 'network',
      vendorCode: 'not an error',
    });
  });

  it('ends where a cause is its own cause', () => {
    const error = coded('ESTRANGE');
    error.cause = error;
    expect(classifyTransportError(error).vendorCode).toBe('ESTRANGE');
  });
});
