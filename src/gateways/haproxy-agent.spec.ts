import { connect, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { HaproxyAgentSettings } from '../settings/gateway-settings.ts';
import { freePort } from '../../test/support/free-port.ts';
import { skipped } from '../../test/support/skipping.ts';
import { AgentListenError, HaproxyAgent } from './haproxy-agent.ts';

const SETTINGS: HaproxyAgentSettings = {
  host: '127.0.0.1',
  port: 0,
  ports: {},
  allow: [],
  timeoutMs: 30_000,
  maxConnections: 4,
};

describe('the agent for HAProxy', () => {
  const asked: string[] = [];
  let agent: HaproxyAgent;

  afterEach(() => agent.close());

  async function listen(differing: Partial<HaproxyAgentSettings> = {}): Promise<void> {
    asked.length = 0;
    agent = new HaproxyAgent({ ...SETTINGS, ...differing }, (name) => {
      asked.push(name);
      return 'up 80%';
    });
    await agent.listen();
  }

  function open(port = agent.port!, host = '127.0.0.1'): Socket {
    return connect(port, host).on('error', () => undefined);
  }

  /** All that it says until it hangs up. */
  async function say(words: readonly (string | Buffer)[], port?: number): Promise<string> {
    const socket = open(port);
    for (const word of words) {
      socket.write(word);
      await new Promise((resolve) => setImmediate(resolve));
    }
    return heard(socket);
  }

  function heard(socket: Socket): Promise<string> {
    return new Promise((resolve) => {
      let text = '';
      socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      socket.once('close', () => resolve(text));
    });
  }

  it.each([[['openai\n']], [['chat/', 'ope', 'nai\r\n']], [['  openai \n', 'and more\n']]])(
    'answers one line with one line, however it arrives: %j',
    async (words) => {
      await listen();
      expect(await say(words)).toBe('up 80%\n');
      expect(asked).toEqual([words.join('').split(/\r?\n/)[0]!.trim()]);
    },
  );

  it('reads names as UTF-8, cut anywhere', async () => {
    await listen();
    const bytes = Buffer.from('modèle\n');
    await say([bytes.subarray(0, 4), bytes.subarray(4)]);
    expect(asked).toEqual(['modèle']);
  });

  it('hangs up on a line without an end', async () => {
    await listen();
    expect(await say(['x'.repeat(600)])).toBe('');
    expect(asked).toEqual([]);
  });

  it('hangs up on who says nothing', async () => {
    await listen({ timeoutMs: 100 });
    expect(await say([])).toBe('');
  });

  it('takes no more at once than it was told', async () => {
    await listen({ maxConnections: 1 });
    const first = open();
    await new Promise((resolve) => first.once('connect', resolve));
    expect(await say(['openai\n'])).toBe('');
    first.write('openai\n');
    expect(await heard(first)).toBe('up 80%\n');
  });

  it('speaks of one target on a port of its own, unasked', async () => {
    const port = await freePort();
    await listen({ port: null, ports: { 'chat/openai': port } });
    expect(agent.port).toBeNull();
    expect(await say([], port)).toBe('up 80%\n');
    expect(asked).toEqual(['chat/openai']);
  });

  it('answers others only where they are allowed', async () => {
    const own = Object.values(networkInterfaces())
      .flatMap((all) => all ?? [])
      .find(({ internal, family }) => !internal && family === 'IPv4')?.address;
    if (own === undefined)
      return skipped('addresses that the agent refuses: this machine has none but the loopback');
    const from = async (allow: readonly string[]): Promise<string> => {
      await listen({ host: '0.0.0.0', allow });
      const socket = open(agent.port!, own);
      socket.write('openai\n');
      const said = await heard(socket);
      if (said === '') expect(asked).toEqual([]);
      await agent.close();
      return said;
    };
    expect(await from(['240.0.0.0/4'])).toBe('');
    expect(await from(['240.0.0.0/4', own])).toBe('up 80%\n');
    expect(await from([])).toBe('up 80%\n');
  });

  it('listens nowhere unless it was told to', async () => {
    await listen({ port: null });
    expect(agent.port).toBeNull();
  });

  it('names the setting whose port is taken, and keeps none open', async () => {
    await listen();
    const taken = agent.port!;
    const free = await freePort();
    const other = new HaproxyAgent({ ...SETTINGS, port: free, ports: { openai: taken } }, () => 'up');
    await expect(other.listen()).rejects.toThrow(AgentListenError);
    await expect(other.listen()).rejects.toThrow(/haproxy_agent\.ports\.openai.*EADDRINUSE/);
    expect(await say(['openai\n'], free)).toBe('');
  });
});
