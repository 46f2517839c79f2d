import { carriesError, errorEvidence } from './error-body.ts';

describe('carriesError', () => {
  it.each([
    { error: { code: 502, message: 'Provider returned error' } },
    { error: 'text' },
    { type: 'error', error: { type: 'overloaded_error' } },
    { type: 'response.failed', response: {} },
    { object: 'error', message: 'no' },
    [{ error: { code: 429 } }],
  ])('sees the error in %j', (body) => {
    expect(carriesError(body)).toBe(true);
  });

  it.each([
    null,
    'error',
    5,
    [],
    {},
    { error: null },
    { error: '' },
    { data: [] },
    { object: 'list', data: [] },
    { code: 'x' },
  ])('leaves %j alone', (body) => {
    expect(carriesError(body)).toBe(false);
  });
});

describe('errorEvidence', () => {
  it('puts the most specific code first', () => {
    const body = {
      error: { code: 400, status: 'INVALID_ARGUMENT', details: [{ reason: 'API_KEY_INVALID' }] },
    };
    expect(errorEvidence(body)).toMatchObject({
      codes: ['API_KEY_INVALID', 'INVALID_ARGUMENT'],
      status: 400,
    });
  });

  it('knows nothing of what is no object', () => {
    for (const body of [null, undefined, 7, '', '<html>', '"text"', []]) {
      expect(errorEvidence(body)).toEqual({ codes: [], status: null, message: null });
    }
  });

  it('takes only numbers that can be an HTTP error for a status', () => {
    expect(errorEvidence({ error: { code: 200 } }).status).toBeNull();
    expect(errorEvidence({ error: { code: '503' } }).status).toBe(503);
    expect(errorEvidence({ error: { code: 1015 } })).toMatchObject({ status: null, codes: ['1015'] });
  });
});
