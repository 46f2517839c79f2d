import { shownText, shownValue } from './shown-value.ts';

describe('shownValue', () => {
  it.each([
    [['api_key'], 'x', '[redacted]'],
    [['apiKey'], 'x', '[redacted]'],
    [['x-api-key'], 'x', '[redacted]'],
    [['headers', 'authorization'], 'x', '[redacted]'],
    [['password', 0], 'x', '[redacted]'],
    [['tokens'], ['x'], '[redacted]'],
    [['output_tokens'], 1.5, 1.5],
    [['limit'], true, true],
    [['limit'], undefined, null],
    [['limit'], { password: 'x' }, 'an object'],
    [['limit'], ['x', 'y'], 'a list of 2'],
    [['note'], 'sk-abcdefghijklmnopqrstuvwx', '[redacted]'],
    [['note'], 'https://me:secret@host/', '[redacted]'],
  ])('shows %j of %j as %j', (path, value, shown) => {
    expect(shownValue(path, value)).toEqual(shown);
  });

  it('caps a text at 100 characters', () => {
    expect(shownText('x'.repeat(101))).toBe(`${'x'.repeat(100)}…`);
    expect(shownText('x'.repeat(100))).toBe('x'.repeat(100));
  });
});
