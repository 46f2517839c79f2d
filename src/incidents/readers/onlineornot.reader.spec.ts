import { readingOf, reportOf } from '../../../test/support/status-page-reading.ts';
import { OnlineornotReader } from './onlineornot.reader.ts';

const reader = new OnlineornotReader();
const CHAT = 'Chat (/api/v1/chat/completions)';
const incident = (more: object = {}) => ({
  id: 'o1',
  title: 'Chat fails',
  status: 'INVESTIGATING',
  impact: 'MAJOR_OUTAGE',
  started: '2026-11-22T03:50:00.000Z',
  components: [{ id: 'chat', name: CHAT }],
  ...more,
});
const page = (status: string, more: object = {}) => ({
  success: true,
  result: { components: [{ id: 'chat', name: CHAT, status }], active_incidents: [], ...more },
});

describe('an OnlineOrNot summary', () => {
  it.each([
    ['OPERATIONAL', 'operational'],
    ['DEGRADED_PERFORMANCE', 'degraded'],
    ['PARTIAL_OUTAGE', 'partial_outage'],
    ['MAJOR_OUTAGE', 'major_outage'],
    ['UNDER_MAINTENANCE', 'maintenance'],
    ['HMM', 'unknown'],
  ])('reads the component status %p as %p', (told, status) => {
    expect(reportOf(reader, page(told), { components: [CHAT.toUpperCase()] }).componentStatus).toBe(status);
  });

  it('holds what is listed as active for open, unless it says that it is over', () => {
    const active_incidents = [incident(), incident({ id: 'o2', status: 'RESOLVED' })];
    expect(reportOf(reader, page('OPERATIONAL', { active_incidents })).incidents).toMatchObject([
      { id: 'o1', isOpen: true, impact: 'critical' },
      { id: 'o2', isOpen: false },
    ]);
  });

  it('leaves out what concerns other components', () => {
    const active_incidents = [incident({ components: [{ id: 'web', name: 'Website' }] })];
    expect(
      reportOf(reader, page('OPERATIONAL', { active_incidents }), { components: ['chat'] }).incidents,
    ).toEqual([]);
  });

  it('does not take a list that is left out for an empty one', () => {
    expect(reportOf(reader, page('OPERATIONAL', { active_incidents: undefined })).isListStated).toBe(false);
  });

  it('refuses an answer that is no success', () => {
    expect(readingOf(reader, { success: false, result: {} })).toHaveProperty('problem');
  });
});
