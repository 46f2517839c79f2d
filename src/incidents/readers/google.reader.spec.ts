import { readingOf, reportOf } from '../../../test/support/status-page-reading.ts';
import { GoogleReader } from './google.reader.ts';

const reader = new GoogleReader();
const GEMINI = 'Z0FZJAMvEB4j3NbCJs6B';
const incident = (more: object = {}) => ({
  id: 'g1',
  begin: '2026-11-22T03:40:00+00:00',
  created: '2026-11-22T03:50:00+00:00',
  modified: '2026-11-22T03:55:00+00:00',
  external_desc: 'Elevated errors',
  status_impact: 'SERVICE_DISRUPTION',
  affected_products: [{ id: GEMINI, title: 'Vertex Gemini API' }],
  most_recent_update: { status: 'SERVICE_DISRUPTION' },
  ...more,
});

describe('the incidents of Google Cloud', () => {
  it.each([
    ['SERVICE_OUTAGE', 'critical', 'major_outage'],
    ['SERVICE_DISRUPTION', 'major', 'partial_outage'],
    ['SERVICE_INFORMATION', 'none', 'degraded'],
    ['SERVICE_MELTDOWN', 'unknown', 'degraded'],
  ])('reads the impact %p as %p', (told, impact, status) => {
    const report = reportOf(reader, [incident({ status_impact: told })], { components: [GEMINI] });
    expect(report).toMatchObject({ status, incidents: [{ impact, isOpen: true }] });
  });

  it('holds an incident for over only by its end', () => {
    const end = '2026-11-22T03:58:00+00:00';
    expect(reportOf(reader, [incident({ end })]).incidents).toMatchObject([
      { isOpen: false, resolvedAt: Date.parse(end) },
    ]);
  });

  it('leaves out other products, whose incidents prove that the list is alive', () => {
    const others = [incident({ affected_products: [{ id: 'x', title: 'Cloud SQL' }] })];
    expect(reportOf(reader, others, { components: [GEMINI] })).toMatchObject({
      status: 'operational',
      incidents: [],
    });
  });

  it('takes an empty list for nothing known', () => {
    expect(reportOf(reader, [])).toMatchObject({ status: 'unknown', componentStatus: null });
  });

  it.each([
    ['the region asked for', [{ id: 'us-east1', title: 'South Carolina' }], 1],
    ['another region', [{ id: 'asia-east1', title: 'Taiwan' }], 0],
    ['everywhere', [{ id: 'global', title: 'Global' }], 1],
    ['no place', [], 1],
  ])('filters by region: %s', (_name, currently_affected_locations, count) => {
    const report = reportOf(reader, [incident({ currently_affected_locations })], { regions: ['us-east1'] });
    expect(report.incidents).toHaveLength(count);
  });

  it('refuses what is no list', () => {
    expect(readingOf(reader, { incidents: [] })).toHaveProperty('problem');
  });
});
