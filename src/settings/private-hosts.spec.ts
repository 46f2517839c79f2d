import { isPrivateHost } from './private-hosts.ts';

describe('private hosts', () => {
  it.each([
    'localhost',
    'api.localhost',
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '[::1]',
    '[fd00::1]',
    '[fe80::1]',
    '[::ffff:10.0.0.1]',
    'ollama',
    'nas.local',
    'NAS.LOCAL.',
    'svc.cluster.internal',
  ])('include %s', (host) => {
    expect(isPrivateHost(host)).toBe(true);
  });

  it.each([
    'api.openai.com',
    '8.8.8.8',
    '172.32.0.1',
    '172.15.0.1',
    '100.128.0.1',
    '[2606:4700::1]',
    'local.example',
    'notlocal.io',
  ])('do not include %s', (host) => {
    expect(isPrivateHost(host)).toBe(false);
  });
});
