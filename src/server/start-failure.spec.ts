import { AgentListenError } from '../gateways/haproxy-agent.ts';
import { SettingsError } from '../settings/problems.ts';
import { explainStartFailure } from './start-failure.ts';

const SERVER = { host: '127.0.0.1', port: 3000 };

function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}

describe('explainStartFailure', () => {
  it('lists every problem of the settings with key, rule, value and hint', () => {
    const problems = [
      { key: 'PORT', rule: 'must be a whole number', value: '"x"', hint: null },
      { key: 'providers.openai.knid', rule: 'unknown key', value: null, hint: 'did you mean kind?' },
    ];
    expect(explainStartFailure(new SettingsError(problems, 'a file'), null)).toBe(
      [
        'Bellwether cannot start, its settings are invalid:',
        '  PORT: must be a whole number; got "x"',
        '  providers.openai.knid: unknown key (did you mean kind?)',
      ].join('\n'),
    );
  });

  it.each([
    ['EADDRINUSE', 'port 3000 on 127.0.0.1 is in use by another process; set PORT to a free one'],
    ['EACCES', 'this user may not open port 3000; set PORT to one above 1023'],
    ['EADDRNOTAVAIL', 'HOST must be an address of this machine, got 127.0.0.1'],
  ])('says on %s in one line what to change', (code, line) => {
    expect(explainStartFailure(failure(code), SERVER)).toBe(`Bellwether cannot start: ${line}`);
  });

  it('has no explanation for what nobody foresaw', () => {
    expect(explainStartFailure(failure('EPIPE'), SERVER)).toBeNull();
    expect(explainStartFailure('thrown text', null)).toBeNull();
  });
});

it('names the setting whose port the agent for HAProxy cannot have', () => {
  const taken = Object.assign(new Error('taken'), { code: 'EADDRINUSE' });
  const error = new AgentListenError('gateways.haproxy_agent.port', '127.0.0.1 port 3001', taken);
  expect(explainStartFailure(error, null)).toBe(
    'Bellwether cannot start: gateways.haproxy_agent.port: the agent for HAProxy cannot listen on 127.0.0.1 port 3001 (EADDRINUSE)',
  );
});
