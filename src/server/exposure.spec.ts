import { isLoopback, isOpenToOthers } from './exposure.ts';

describe('exposure', () => {
  it.each(['127.0.0.1', '127.8.8.8', '::1', 'localhost'])('takes %s for this machine alone', (host) => {
    expect(isLoopback(host)).toBe(true);
  });

  it.each(['0.0.0.0', '::', '10.0.0.1', 'bellwether.internal'])(
    'takes %s for an address that others reach',
    (host) => {
      expect(isLoopback(host)).toBe(false);
    },
  );

  it('is open to others without tokens on such an address', () => {
    const server = {
      host: '0.0.0.0',
      port: 1,
      prometheusEnabled: true,
      publicUrl: null,
      shutdownTimeoutMs: 1,
      drainMs: 0,
    };
    expect(isOpenToOthers({ server, apiTokens: [] })).toBe(true);
    expect(isOpenToOthers({ server: { ...server, host: '::1' }, apiTokens: [] })).toBe(false);
  });
});
