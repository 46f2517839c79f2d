import { describeSettings } from './describe.ts';
import { CANARY, keysOf, load, problemsOf } from './settings-documents.ts';

describe('alert channels', () => {
  const alerts = (channel: Record<string, unknown>, routes: unknown[] = []) => ({
    alerts: { channels: { c: channel }, routes },
  });
  const channel = (document: Record<string, unknown>) => load(alerts(document)).settings.alerts.channels[1];

  it.each([
    [{ kind: 'webhook', urll: 'x' }, ['urll']],
    [{ kind: 'log', x: 1 }, ['x']],
    [{ kind: 'slack', url: 'ftp://h', titel: 'x' }, ['titel', 'url']],
    [
      { kind: 'pagerduty', url: 'x', severities: { critical: 'P1', fatal: 'error' } },
      ['severities.critical', 'severities.fatal', 'url'],
    ],
    [
      { kind: 'opsgenie', priorities: { info: 'low' }, responders: [{ type: 'team' }] },
      ['priorities.info', 'responders.0'],
    ],
    [
      { kind: 'alertmanager', urls: ['http://a', 'b'], refresh_seconds: 1, labels: { 'a-b': 'c' } },
      ['labels', 'refresh_seconds', 'urls.1'],
    ],
    [{ kind: 'email', to: ['a@b.c', 'nobody'], port: 0, encryption: 'ssl' }, ['encryption', 'port', 'to.1']],
    [{ kind: 'email', host: 'h', to: 'a@b.c\r\nBcc: d@e.f', from: 'a@b.c' }, ['to']],
    [{ kind: 'email', host: 'h', to: 'a@b.c' }, ['from']],
    [{ kind: 'email', host: 'h', smtp_url: 'smtp://h', username: 'u' }, ['host', 'password']],
    [{ kind: 'webhook', url: 'https://h', hmac_header: 'X-Sign', username: 'u' }, ['password', 'secret']],
    [
      { kind: 'webhook', url: 'https://h', secret: 'whsec_no base64', previous_secrets: ['whsec_%'] },
      ['previous_secrets.0', 'secret'],
    ],
    [{ kind: 'discord', title: '{{ titel }}', text: '{{ title' }, ['text', 'title']],
    [{}, ['kind']],
  ])('tell everything that is wrong with %j', (document, keys) => {
    expect(keysOf(alerts(document)).toSorted()).toEqual(keys.map((key) => `alerts.channels.c.${key}`));
  });

  it('are told by key, rule and value, with what was probably meant', () => {
    expect(problemsOf(alerts({ kind: 'slak' }))).toMatchObject([
      { key: 'alerts.channels.c.kind', hint: 'did you mean slack?' },
    ]);
    expect(problemsOf(alerts({ kind: 'teams', title: '{{ titel }} x' }))).toMatchObject([
      {
        key: 'alerts.channels.c.title',
        rule: 'must name known fields only, and {{ titel }} is none (did you mean title?)',
        value: '"{{ titel }} x"',
      },
    ]);
  });

  it.each([
    { kind: 'webhook', url: '' },
    { kind: 'slack', url: '' },
    { kind: 'discord', url: '' },
    { kind: 'teams', url: '' },
    { kind: 'pagerduty', routing_key: '' },
    { kind: 'opsgenie', api_key: '' },
    { kind: 'alertmanager', urls: '' },
    { kind: 'email', host: '', to: '', from: 'a@b.c' },
  ])('are switched off while what they need is empty, as an unset variable leaves it: %j', (document) => {
    expect(channel(document)).toMatchObject({ enabled: false });
  });

  it.each([
    [
      { kind: 'slack', url: `https://h/${CANARY}`, username: 'b' },
      { username: 'b', channel: null },
    ],
    [{ kind: 'webhook', url: 'https://h', secret: CANARY, previous_secrets: [CANARY] }, { hmacHeader: null }],
    [{ kind: 'alertmanager', urls: `https://u:${CANARY}@h` }, { refreshMs: 60_000 }],
    [{ kind: 'pagerduty', routing_key: CANARY }, { url: 'https://events.pagerduty.com' }],
    [{ kind: 'opsgenie', api_key: CANARY }, { apiUrl: 'https://api.opsgenie.com' }],
    [
      { kind: 'email', smtp_url: `smtps://u:${CANARY}@h`, from: 'a@b.c', to: 'Ops <o@b.c>' },
      { to: ['Ops <o@b.c>'] },
    ],
  ])('are complete, and keep what opens a door as secrets: %j', (document, expected) => {
    const { settings } = load(alerts(document));
    expect(settings.alerts.channels[1]).toMatchObject({ enabled: true, ...expected });
    expect(JSON.stringify(settings)).not.toContain(CANARY);
    expect(describeSettings(settings)).not.toContain(CANARY);
  });

  it('show no secret that is wrong', () => {
    const wrong = [
      { kind: 'webhook', url: `ftp://${CANARY}` },
      { kind: 'webhook', url: 'https://h', previous_secrets: [`whsec_${CANARY}`] },
      { kind: 'alertmanager', urls: [`ftp://${CANARY}`] },
      { kind: 'email', smtp_url: `http://${CANARY}` },
    ];
    for (const document of wrong) {
      const problems = problemsOf(alerts(document));
      expect(problems).toHaveLength(1);
      expect(JSON.stringify(problems)).not.toContain(CANARY);
    }
  });

  it('say how long one attempt may take, and who is told when it fails', () => {
    const { settings } = load({
      alerts: { channels: { c: { kind: 'teams', url: '', fallback: 'log', timeout_seconds: 5 } } },
    });
    expect(settings.alerts.channels).toMatchObject([
      { id: 'log', fallback: null, timeoutMs: 15_000 },
      { id: 'c', fallback: 'log', timeoutMs: 5_000 },
    ]);
    expect(describeSettings(settings)).toContain('timeout_seconds: 5');
  });

  it('must exist when a route names them', () => {
    expect(problemsOf(alerts({ kind: 'log' }, [{ channels: ['log', 'c', 'cc'] }]))).toMatchObject([
      { key: 'alerts.routes.0.channels', value: '"cc"', hint: null },
    ]);
  });
});
