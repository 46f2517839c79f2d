import { readingOf, reportOf } from '../../../test/support/status-page-reading.ts';
import { RssReader } from './rss.reader.ts';

const reader = new RssReader();
const item = (title: string, description: string, at = 'Sun, 22 Nov 2026 03:50:00 GMT') =>
  `<item><title>${title}</title><description>${description}</description><pubDate>${at}</pubDate></item>`;
const rss = (...items: string[]) =>
  `<?xml version="1.0"?><rss version="2.0"><channel><title>S</title>${items.join('')}</channel></rss>`;

describe('a feed', () => {
  it.each([
    ['an open item', item('API errors', 'Investigating - we look into it'), true],
    ['a resolved item', item('API errors', 'Resolved - it is over'), false],
    ['a resolved title', item('[RESOLVED] API errors', 'It was bad'), false],
  ])('reads %s', (_name, text, isOpen) => {
    expect(reportOf(reader, rss(text)).incidents).toMatchObject([{ title: 'API errors', isOpen }]);
  });

  it('lets the newest of several items on one incident decide', () => {
    const items = [
      item('API errors', 'Resolved - it is over', 'Sun, 22 Nov 2026 03:55:00 GMT'),
      item('API errors', 'Investigating - hm', 'Sun, 22 Nov 2026 03:40:00 GMT'),
    ];
    expect(reportOf(reader, rss(...items)).incidents).toMatchObject([
      {
        isOpen: false,
        startedAt: Date.parse('2026-11-22T03:40:00Z'),
        resolvedAt: Date.parse('2026-11-22T03:55:00Z'),
      },
    ]);
  });

  it('holds an item of more than a day ago for stale, not for open', () => {
    const old = item('API errors', 'Investigating', 'Fri, 20 Nov 2026 03:50:00 GMT');
    expect(reportOf(reader, rss(old)).incidents).toMatchObject([{ isOpen: false, phase: 'stale' }]);
  });

  it('takes an empty feed for nothing known, and items on something else for a sign of life', () => {
    expect(reportOf(reader, rss()).status).toBe('unknown');
    const other = rss(item('Storage is slow', 'Investigating'));
    expect(reportOf(reader, other, { components: ['Azure OpenAI'] })).toMatchObject({
      status: 'operational',
      incidents: [],
    });
  });

  it('reads Atom as well', () => {
    const entry =
      '<entry><title>API errors</title><updated>2026-11-22T03:50:00Z</updated><summary>Identified</summary><link href="https://status.example/1"/></entry>';
    const atom = `<feed xmlns="http://www.w3.org/2005/Atom">${entry}</feed>`;
    expect(reportOf(reader, atom).incidents).toMatchObject([
      { isOpen: true, url: 'https://status.example/1' },
    ]);
  });

  it.each([
    ['HTML', '<!doctype html><html><body>Just a moment</body></html>', 'HTML instead of a feed'],
    ['entities', '<!DOCTYPE x [<!ENTITY a "b">]><rss/>', 'a feed with a document type'],
    ['a cut document', '<rss><channel><item>', 'body is not well-formed XML'],
    ['another document', '<svg/>', 'neither an RSS nor an Atom feed'],
  ])('refuses %s', (_name, text, problem) => {
    expect(readingOf(reader, text)).toEqual({ problem });
  });
});
