import { targetAt } from '../../test/contracts/probe-targets.ts';
import { deprecationNotices, isSameModel } from './model-facts.ts';

describe('isSameModel', () => {
  it.each([
    ['gpt-5-mini', 'gpt-5-mini'],
    ['claude-haiku-4-5-20251001', 'claude-haiku-4-5'],
    ['gpt-5-mini-2025-08-07', 'gpt-5-mini'],
    ['claude-sonnet-4@20250514', 'claude-sonnet-4'],
    ['llama3:latest', 'llama3'],
    ['gemini-2.5-pro', 'models/gemini-2.5-pro'],
    ['claude-3-7-sonnet-20250219', 'claude-3-7-sonnet-latest'],
  ])('takes the listed %s for the configured %s', (listed, configured) => {
    expect(isSameModel(listed, configured)).toBe(true);
  });

  it.each([
    ['gpt-5-mini', 'gpt-5'],
    ['gpt-5', 'gpt-5-mini'],
    ['gpt-5-2025-08-07', 'gpt-5-mini'],
    ['llama3:70b', 'llama3'],
    ['gpt-5-mini-2025-08-07', 'gpt-5-latest'],
  ])('tells the listed %s from the configured %s', (listed, configured) => {
    expect(isSameModel(listed, configured)).toBe(false);
  });
});

describe('deprecationNotices', () => {
  const now = Date.parse('2026-11-22T04:00:00Z');
  const target = targetAt('openai', 'http://127.0.0.1:1', { models: ['old', 'new'] });
  const noticesOf = (at: string | null) =>
    deprecationNotices(
      [
        { name: 'old-2025-01-01', deprecation: { at } },
        { name: 'new', deprecation: null },
        { name: 'other', deprecation: { at } },
      ],
      target,
      now,
    );

  it('name the date of a configured model, and are due two weeks before it', () => {
    const at = Date.parse('2026-12-20T00:00:00Z');
    expect(noticesOf('2026-12-20')).toEqual([
      {
        code: 'model_deprecated',
        message: 'old is shut down on 2026-12-20',
        at,
        dueFrom: at - 14 * 24 * 3_600_000,
        model: 'old',
      },
    ]);
  });

  it('say of a date that has passed that it has', () => {
    expect(noticesOf('2026-11-01T00:00:00Z')[0]?.message).toBe('old was to be shut down on 2026-11-01');
  });

  it.each([null, 'soon'])('are never due without a date that is one: %s', (at) => {
    expect(noticesOf(at)).toMatchObject([{ message: 'old is deprecated', at: null, dueFrom: null }]);
  });
});
