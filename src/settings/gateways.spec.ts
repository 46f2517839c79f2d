import { loadSettings } from './load.ts';
import { isNetwork, isWithin } from './networks.ts';
import { SettingsError } from './problems.ts';

function problemsOf(gateways: object, more: object = {}): string[] {
  const document = {
    providers: { openai: { kind: 'openai', models: ['gpt-5-mini'], tags: ['a/b'] } },
    pools: { chat: { targets: ['openai'] } },
    gateways,
    ...more,
  };
  try {
    loadSettings({ document, env: {} });
    return [];
  } catch (error) {
    return (error as SettingsError).problems.map(({ key, rule }) => `${key}: ${rule}`);
  }
}

const agent = (settings: object): object => ({ haproxy_agent: settings });

describe('the settings of gateways', () => {
  it('have the agent off by default, for this machine alone', () => {
    const { settings } = loadSettings({ document: {}, env: {} });
    expect(settings.gateways).toEqual({
      addresses: {},
      haproxyAgent: {
        host: '127.0.0.1',
        port: null,
        ports: {},
        allow: [],
        timeoutMs: 2_000,
        maxConnections: 256,
      },
    });
  });

  it('refuse an agent that others reach, unless it is said whom it answers', () => {
    const host = '0.0.0.0';
    expect(problemsOf(agent({ host, port: 3001 }))).toEqual([
      expect.stringMatching(/^gateways\.haproxy_agent\.host: .*asks for no token.*allow.*allow_open/),
    ]);
    expect(problemsOf(agent({ host, ports: { openai: 3002 } }))).toHaveLength(1);
    expect(problemsOf(agent({ host, port: 3001, allow: ['10.0.0.0/8'] }))).toEqual([]);
    expect(problemsOf(agent({ host, port: 3001 }), { server: { allow_open: 'true' } })).toEqual([]);
    expect(problemsOf(agent({ host }))).toEqual([]);
  });

  it('name whom there is, each port once', () => {
    const ports = { openai: 3002, 'openai/gpt-5-mini': 3003, 'chat/openai': 3004, 'a/b/openai': 3005 };
    expect(
      problemsOf(agent({ ports: { openai: 3002, 'openai/gpt-5-mini': 3003, 'chat/openai': 3004 } })),
    ).toEqual([]);
    expect(problemsOf(agent({ ports }))).toEqual([]);
    expect(problemsOf(agent({ port: 3002, ports: { opnai: 3001, openai: 3002 } }))).toEqual([
      'gateways.haproxy_agent.ports.opnai: must name a target, or pool/target',
      'gateways.haproxy_agent.ports.openai: must not be the port of port',
    ]);
    expect(problemsOf({ addresses: { opnai: '127.0.0.1:1' } })).toEqual([
      'gateways.addresses.opnai: must name a target of the settings',
    ]);
  });

  it.each(['127.0.0.1', ':80', 'host:0', 'host:65536', 'http://host:80', 'a b:80', 'x;y:80', '::1:80'])(
    'refuse %j as an address',
    (address) => {
      expect(problemsOf({ addresses: { openai: address } })).toEqual([
        'gateways.addresses.openai: must be host:port',
      ]);
    },
  );

  it.each(['10.0.0.0/33', 'localhost', '10.0.0.1/8/8', '10.0.0.1/', ''])('refuse %j as a network', (text) => {
    expect(isNetwork(text)).toBe(false);
    expect(problemsOf(agent({ allow: [text] }))).toHaveLength(1);
  });

  it('tell who is of a network, in either form of an address', () => {
    expect(isWithin('10.1.2.3', ['10.0.0.0/8'])).toBe(true);
    expect(isWithin('::ffff:10.1.2.3', ['10.0.0.0/8'])).toBe(true);
    expect(isWithin('11.1.2.3', ['10.0.0.0/8'])).toBe(false);
    expect(isWithin('fd00::1', ['fd00::/8'])).toBe(true);
    expect(isWithin('127.0.0.1', [])).toBe(true);
    expect(isWithin('nonsense', ['0.0.0.0/0'])).toBe(false);
  });
});
