import { isSameModel } from './model-facts.ts';

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
