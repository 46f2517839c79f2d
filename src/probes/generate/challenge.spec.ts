import fc from 'fast-check';
import { isAnswered, newChallenge } from './challenge.ts';

describe('a challenge', () => {
  it('asks for a sum of two numbers of two digits, whose result it knows', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (random) => {
        const { prompt, answer } = newChallenge(() => random);
        const [a, b] = [.../(\d+) \+ (\d+)/.exec(prompt)!].slice(1).map(Number);
        expect(a! + b!).toBe(Number(answer));
        expect(a).toBeGreaterThanOrEqual(10);
        expect(b).toBeLessThan(100);
      }),
    );
  });

  it.each([
    ['42', true],
    ['The answer is 42.', true],
    ['17 + 25 = **42**', true],
    ['42!', true],
    ['142', false],
    ['421', false],
    ['4.42', false],
    ['42.5', false],
    ['forty-two', false],
    ['', false],
  ])('is answered by %p: %p', (text, expected) => {
    expect(isAnswered(text, '42')).toBe(expected);
  });
});
