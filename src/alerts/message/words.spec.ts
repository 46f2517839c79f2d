import fc from 'fast-check';
import { clipped, onOneLine } from './clipped.ts';
import { HTML, MARKDOWN, SLACK } from './markup.ts';
import { spokenDuration, spokenTime } from './spoken-time.ts';

describe('durations', () => {
  it.each([
    [0, '0 s'],
    [499, '0 s'],
    [59_600, '1 min'],
    [109_000, '1 min 49 s'],
    [3_600_000, '1 h'],
    [3_605_000, '1 h'],
    [14_520_000, '4 h 2 min'],
    [273_600_000, '3 d 4 h'],
    [-5, '0 s'],
  ])('of %i ms are spoken as %s', (ms, spoken) => {
    expect(spokenDuration(ms)).toBe(spoken);
  });

  it('have moments in UTC', () => {
    expect(spokenTime(0)).toBe('1970-01-01 00:00:00 UTC');
  });
});

describe('clipping', () => {
  it('keeps within the length, and never half of a character', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 60 });
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 50 }), (whole, max) => {
        const cut = clipped(whole, max);
        expect(cut.length).toBeLessThanOrEqual(max);
        expect(cut.isWellFormed()).toBe(true);
        if (whole.length <= max) expect(cut).toBe(whole);
      }),
    );
  });

  it('leaves one line without controls, turned directions and halves', () => {
    expect(onOneLine(' a\r\nb\u0000c\u202Ed\uD800e\t')).toBe('a b c d\uFFFDe');
  });
});

describe('markup', () => {
  it.each([
    ['slack', SLACK, '<!here> & *b* _i_ `c` a_b', /<!here>|(^|\s)[*_`]\w/],
    ['markdown', MARKDOWN, '<@1> @here *b* _i_ `c` [l](u) # h', /(?<!\\)[<@*_`[\]#]/],
    ['html', HTML, `<b> & "q" 'q'`, /[<>"']|&(?!(amp|lt|gt|quot|#39);)/],
  ])('of %s is taken away from values', (_name, markup, text, forbidden) => {
    expect(markup.escape(text)).not.toMatch(forbidden);
    expect(markup.escape('plain words, 3.5 of 4: done')).toBe('plain words, 3.5 of 4: done');
  });

  it('begins no list by accident', () => {
    expect(MARKDOWN.escape('- a\n1. b')).toBe('\\- a\n1\\. b');
  });
});
