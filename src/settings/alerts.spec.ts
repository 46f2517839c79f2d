import { CANARY, keysOf, load, problemsOf } from './settings-documents.ts';

describe('alert channels', () => {
  const alerts = (channel: Record<string, unknown>, routes: unknown[] = []) => ({
    alerts: { channels: { c: channel }, routes },
  });

  it('are strict for webhook and log, and loose for the others', () => {
    expect(keysOf(alerts({ kind: 'webhook', urll: 'x' }))).toEqual(['alerts.channels.c.urll']);
    expect(keysOf(alerts({ kind: 'log', x: 1 }))).toEqual(['alerts.channels.c.x']);
    expect(keysOf(alerts({ kind: 'email', to: ['a@b.c'], smtp_port: 25 }))).toEqual([]);
    expect(problemsOf(alerts({ kind: 'slak' }))).toMatchObject([
      { key: 'alerts.channels.c.kind', hint: 'did you mean slack?' },
    ]);
    expect(keysOf(alerts({}))).toEqual(['alerts.channels.c.kind']);
  });

  it('keep what opens a door as secrets', () => {
    const { settings } = load(alerts({ kind: 'slack', url: `https://h/${CANARY}`, username: 'b' }));
    const channel = settings.alerts.channels[1];
    expect(channel).toMatchObject({ kind: 'slack', options: { username: 'b' } });
    expect(JSON.stringify(settings)).not.toContain(CANARY);
  });

  it('must exist when a route names them', () => {
    expect(problemsOf(alerts({ kind: 'log' }, [{ channels: ['log', 'c', 'cc'] }]))).toMatchObject([
      { key: 'alerts.routes.0.channels', value: '"cc"', hint: null },
    ]);
  });
});
