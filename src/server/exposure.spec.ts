import { loadSettings } from '../settings/load.ts';
import { isLoopback } from '../settings/loopback.ts';
import { assertNotExposed } from './exposure.ts';

function listenOn(HOST: string, env: Record<string, string> = {}): void {
  assertNotExposed(loadSettings({ document: {}, env: { HOST, ...env } }).settings);
}

describe('exposure', () => {
  it.each(['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1', 'localhost'])(
    'takes %s for this machine alone',
    (host) => {
      expect(isLoopback(host)).toBe(true);
      expect(() => listenOn(host)).not.toThrow();
    },
  );

  it.each(['0.0.0.0', '::', '10.0.0.1', 'bellwether.internal'])(
    'refuses %s, which others reach, unless there are tokens or everybody is let in',
    (host) => {
      expect(isLoopback(host)).toBe(false);
      expect(() => listenOn(host)).toThrow(`HOST is ${host},`);
      expect(() => listenOn(host)).toThrow(/BELLWETHER_API_TOKENS is empty.*BELLWETHER_ALLOW_OPEN=true/);
      expect(() => listenOn(host, { BELLWETHER_API_TOKENS: 'a:read:x' })).not.toThrow();
      expect(() => listenOn(host, { BELLWETHER_ALLOW_OPEN: 'true' })).not.toThrow();
    },
  );
});
