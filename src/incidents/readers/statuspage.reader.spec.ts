import { pageDocument, readingOf, reportOf } from '../../../test/support/status-page-reading.ts';
import { StatuspageReader } from './statuspage.reader.ts';

const reader = new StatuspageReader();
const SUMMARY = new URL('https://status.example/api/v2/summary.json');

const component = (id: string, status: string, more: object = {}) => ({
  id,
  name: `Name of ${id}`,
  status,
  ...more,
});
const incident = (more: object = {}) => ({
  id: 'i1',
  name: 'Elevated errors',
  status: 'investigating',
  impact: 'major',
  created_at: '2026-11-22T03:50:00.000Z',
  updated_at: '2026-11-22T03:55:00.000Z',
  components: [{ id: 'api', name: 'API' }],
  ...more,
});
const page = (more: object = {}) => ({
  page: { id: 'p', name: 'Example' },
  status: { indicator: 'none' },
  components: [component('api', 'operational'), component('web', 'operational')],
  incidents: [],
  scheduled_maintenances: [],
  ...more,
});

describe('a Statuspage summary', () => {
  it.each([
    ['operational', 'operational'],
    ['degraded_performance', 'degraded'],
    ['partial_outage', 'partial_outage'],
    ['major_outage', 'major_outage'],
    ['full_outage', 'major_outage'],
    ['under_maintenance', 'maintenance'],
    ['on_fire', 'unknown'],
    ['constructor', 'unknown'],
    ['', 'unknown'],
  ])('reads the component status %p as %p', (told, read) => {
    const body = page({ components: [component('api', told)] });
    expect(reportOf(reader, body, { components: ['api'] }).componentStatus).toBe(read);
  });

  it.each([
    ['investigating', true],
    ['identified', true],
    ['monitoring', true],
    ['resolved', false],
    ['postmortem', false],
    ['pondering', null],
  ])('reads the phase %p of an incident as open: %p', (status, isOpen) => {
    expect(reportOf(reader, page({ incidents: [incident({ status })] })).incidents).toMatchObject([
      { isOpen },
    ]);
  });

  it('counts an open incident though the page says that all is well', () => {
    expect(reportOf(reader, page({ incidents: [incident()] })).status).toBe('partial_outage');
  });

  it('takes what concerns other components for nothing of ours', () => {
    const body = page({ components: [component('api', 'operational'), component('web', 'major_outage')] });
    const incidents = [incident({ components: [{ id: 'web', name: 'Web' }] })];
    const report = reportOf(reader, { ...body, incidents }, { components: ['api'] });
    expect(report).toMatchObject({ status: 'operational', affected: [], incidents: [] });
  });

  it('knows the members of a group that is asked for', () => {
    const body = page({
      components: [
        component('g', 'operational', { group: true }),
        component('chat', 'major_outage', { group_id: 'g' }),
      ],
    });
    expect(reportOf(reader, body, { components: ['g'] }).affected).toEqual([
      { name: 'Name of chat', status: 'major_outage' },
    ]);
  });

  it('says which component is not on the page, and does not take that for well', () => {
    const report = reportOf(reader, page(), { components: ['gone'] });
    expect(report).toMatchObject({ status: 'unknown', missing: ['gone'] });
  });

  it('does without an indicator', () => {
    expect(reportOf(reader, page({ status: undefined })).status).toBe('operational');
  });

  it('does not take a list that is left out for an empty one, and asks for it', () => {
    const body = page({ incidents: undefined });
    expect(reportOf(reader, body).isListStated).toBe(false);
    expect(reader.companionUrl(SUMMARY, pageDocument(body))?.href).toBe(
      'https://status.example/api/v2/incidents.json',
    );
    const companion = { incidents: [incident()] };
    expect(reportOf(reader, body, { companion })).toMatchObject({
      isListStated: true,
      incidents: [{ id: 'i1' }],
    });
  });

  it('asks for the list when the page is impaired and names no incident', () => {
    const impaired = page({ components: [component('api', 'major_outage')] });
    expect(reader.companionUrl(SUMMARY, pageDocument(impaired))).not.toBeNull();
    expect(reader.companionUrl(SUMMARY, pageDocument(page()))).toBeNull();
  });

  it('tells maintenance under way, and not what is ahead', () => {
    const maintenance = (status: string) => page({ scheduled_maintenances: [incident({ status })] });
    expect(reportOf(reader, maintenance('in_progress')).incidents).toMatchObject([{ impact: 'maintenance' }]);
    expect(reportOf(reader, maintenance('scheduled')).incidents).toEqual([]);
  });

  it.each([
    ['<html>Just a moment</html>', 'HTML or XML instead of JSON'],
    ['', 'empty body'],
    ['nope', 'body is not JSON'],
  ])('refuses %p', (body, problem) => {
    expect(readingOf(reader, body)).toEqual({ problem });
  });

  it('refuses an object that states nothing', () => {
    expect(readingOf(reader, {})).toHaveProperty('problem');
  });
});
