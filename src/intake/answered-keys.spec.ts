import { AnsweredKeys } from './answered-keys.ts';

const DAY_MS = 86_400_000;

function keep(keys: AnsweredKeys, key: string, more: { answer?: string; atMs?: number } = {}): void {
  keys.keep(key, { fingerprint: `of ${key}`, answer: 'answer', atMs: 0, ...more });
}

describe('answered idempotency keys', () => {
  it('are answered as before with the same body, and taken with another', () => {
    const keys = new AnsweredKeys();
    expect(keys.standingOf('a', 'of a', 0)).toEqual({ kind: 'new' });
    keep(keys, 'a', { answer: 'first' });
    expect(keys.standingOf('a', 'of a', 1)).toEqual({ kind: 'answered', answer: 'first' });
    expect(keys.standingOf('a', 'other', 1)).toEqual({ kind: 'taken' });
    expect(keys.standingOf('b', 'of a', 1)).toEqual({ kind: 'new' });
  });

  it('are forgotten after a day', () => {
    const keys = new AnsweredKeys();
    keep(keys, 'a', { atMs: 0 });
    keep(keys, 'b', { atMs: 1 });
    expect(keys.standingOf('a', 'of a', DAY_MS - 1).kind).toBe('answered');
    expect(keys.standingOf('a', 'of a', DAY_MS).kind).toBe('new');
    expect(keys.size).toBe(1);
  });

  it('are bounded in number, the oldest going first', () => {
    const keys = new AnsweredKeys();
    for (let i = 0; i < 10_001; i++) keep(keys, `${i}`);
    expect(keys.size).toBe(10_000);
    expect(keys.standingOf('0', 'of 0', 0).kind).toBe('new');
    expect(keys.standingOf('1', 'of 1', 0).kind).toBe('answered');
  });

  it('are bounded in length, however long their answers are', () => {
    const keys = new AnsweredKeys();
    for (let i = 0; i < 100; i++) keep(keys, `${i}`, { answer: 'x'.repeat(100_000) });
    expect(keys.size).toBeLessThan(45);
    expect(keys.size).toBeGreaterThan(35);
  });
});
