import { closest, didYouMean, editDistance } from './did-you-mean.ts';

describe('did you mean', () => {
  it.each([
    ['', '', 0],
    ['abc', '', 3],
    ['opnai', 'openai', 1],
    ['opneai', 'openai', 1],
    ['kitten', 'sitting', 3],
  ])('counts the edits from %p to %p', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
    expect(editDistance(b, a)).toBe(distance);
  });

  it('takes another case or separator for no mistake at all', () => {
    expect(closest('baseUrl', ['base_ur', 'base_url'])).toBe('base_url');
  });

  it('says nothing when nothing is near', () => {
    expect(didYouMean('banana', ['openai', 'qwen'])).toBeNull();
    expect(didYouMean('xy', ['ab'])).toBeNull();
  });
});
