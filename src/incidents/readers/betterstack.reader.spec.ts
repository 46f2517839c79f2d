import { readingOf, reportOf } from '../../../test/support/status-page-reading.ts';
import { BetterstackReader } from './betterstack.reader.ts';

const reader = new BetterstackReader();
const resource = (id: string, status: string) => ({
  id,
  type: 'status_page_resource',
  attributes: { public_name: `Name of ${id}`, status },
});
const report = (more: object = {}, affected: string[] = ['1']) => ({
  id: 'r1',
  type: 'status_report',
  attributes: {
    title: 'Inference is down',
    report_type: 'manual',
    starts_at: '2026-11-22T03:50:00.000Z',
    ends_at: null,
    aggregate_state: 'downtime',
    affected_resources: affected.map((id) => ({ status_page_resource_id: id, status: 'downtime' })),
    ...more,
  },
});
const page = (state: string, included?: object[]) => ({
  data: { attributes: { aggregate_state: state } },
  included,
});

describe('a Better Stack page', () => {
  it.each([
    ['operational', 'operational'],
    ['degraded', 'degraded'],
    ['downtime', 'major_outage'],
    ['maintenance', 'maintenance'],
    ['not_monitored', 'unknown'],
    ['constructor', 'unknown'],
  ])('reads the state %p as %p, of the page and of a resource', (told, status) => {
    expect(reportOf(reader, page(told, [])).status).toBe(status);
    const one = page('operational', [resource('1', told)]);
    expect(reportOf(reader, one, { components: ['1'] }).componentStatus).toBe(status);
  });

  it.each([
    ['open', {}, true],
    ['resolved', { aggregate_state: 'resolved' }, false],
    ['ended', { ends_at: '2026-11-22T03:59:00.000Z' }, false],
    ['ahead', { report_type: 'maintenance', starts_at: '2026-11-23T00:00:00.000Z' }, false],
    ['under maintenance', { report_type: 'maintenance', aggregate_state: 'maintenance' }, true],
    ['of an unknown word', { aggregate_state: 'wobbling' }, null],
  ])('reads a report that is %s', (_name, more, isOpen) => {
    const body = page('downtime', [resource('1', 'downtime'), report(more)]);
    expect(reportOf(reader, body).incidents).toMatchObject([{ id: 'r1', isOpen, components: ['Name of 1'] }]);
  });

  it('leaves out reports on other resources', () => {
    const body = page('downtime', [
      resource('1', 'operational'),
      resource('2', 'downtime'),
      report({}, ['2']),
    ]);
    expect(reportOf(reader, body, { components: ['1'] })).toMatchObject({
      status: 'operational',
      incidents: [],
    });
  });

  it('reads a report without attributes as one of which nothing is known', () => {
    const body = page('operational', [{ id: 'r2', type: 'status_report' }]);
    expect(reportOf(reader, body).incidents).toMatchObject([{ id: 'r2', isOpen: null, impact: 'unknown' }]);
  });

  it('does not take a page without its included part for one without reports', () => {
    expect(reportOf(reader, page('operational')).isListStated).toBe(false);
    expect(readingOf(reader, { data: [] })).toHaveProperty('problem');
  });
});
