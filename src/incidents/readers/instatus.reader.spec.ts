import { readingOf, reportOf } from '../../../test/support/status-page-reading.ts';
import { InstatusReader } from './instatus.reader.ts';

const reader = new InstatusReader();
const active = (more: object = {}) => ({
  name: 'Slow answers',
  started: '2026-11-22T03:50:00.000Z',
  status: 'INVESTIGATING',
  impact: 'MAJOROUTAGE',
  url: 'https://status.example/incident/1',
  ...more,
});
const summary = (status: string, more: object = {}) => ({ page: { name: 'Example', status }, ...more });
const components = (status: string) => ({ components: [{ id: 'c1', name: 'API', status, group: null }] });

describe('an Instatus summary', () => {
  it.each([
    ['UP', 'operational'],
    ['HASISSUES', 'degraded'],
    ['UNDERMAINTENANCE', 'maintenance'],
    ['ASLEEP', 'unknown'],
  ])('reads the page status %p as %p', (told, status) => {
    expect(reportOf(reader, summary(told)).status).toBe(status);
  });

  it.each([
    ['OPERATIONAL', 'operational'],
    ['DEGRADEDPERFORMANCE', 'degraded'],
    ['PARTIALOUTAGE', 'partial_outage'],
    ['MAJOROUTAGE', 'major_outage'],
    ['UNDERMAINTENANCE', 'maintenance'],
    ['WOBBLING', 'unknown'],
  ])('reads the component status %p as %p', (told, status) => {
    const report = reportOf(reader, summary('HASISSUES'), {
      components: ['API'],
      companion: components(told),
    });
    expect(report.componentStatus).toBe(status);
  });

  it('takes a list that is left out for none only while the page says that it is up', () => {
    expect(reportOf(reader, summary('UP')).isListStated).toBe(true);
    expect(reportOf(reader, summary('HASISSUES')).isListStated).toBe(false);
  });

  it('tells an open incident, and leaves open what it does not understand', () => {
    const body = summary('HASISSUES', {
      activeIncidents: [active(), active({ name: 'B', status: 'PONDERING', url: null })],
    });
    expect(reportOf(reader, body).incidents).toMatchObject([
      { impact: 'critical', isOpen: true, url: 'https://status.example/incident/1' },
      { id: 'B', isOpen: null },
    ]);
  });

  it('asks for the components beside the summary', () => {
    const url = reader.companionUrl(new URL('https://status.example/summary.json'));
    expect(url?.href).toBe('https://status.example/v2/components.json');
  });

  it('refuses a page without a page', () => {
    expect(readingOf(reader, { activeIncidents: [] })).toHaveProperty('problem');
  });
});
