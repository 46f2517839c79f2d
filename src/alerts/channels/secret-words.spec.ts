import { Secret } from '../../settings/secret.ts';
import { SecretWords } from './secret-words.ts';

describe('secret words', () => {
  const url = 'https://user:pass%2Fword@hooks.example/services/T0/B0123/abc%2Fdef?sig=sigsigsig&x=1';
  const words = new SecretWords([new Secret(url), 'Bearer-value', null]);

  it.each([
    ['the whole', url],
    ['the path', '/services/T0/B0123/abc%2Fdef?sig=sigsigsig&x=1'],
    ['one segment, decoded', 'abc/def'],
    ['one value of the query', 'sigsigsig'],
    ['the password, as it is and decoded', 'pass%2Fword pass/word'],
    ['a plain text', 'Bearer-value'],
  ])('hide %s', (_what, text) => {
    const hidden = words.hide(`said: ${text}.`);
    expect(hidden).toContain('[redacted]');
    for (const part of text.split(' ')) expect(hidden).not.toContain(part);
  });

  it('leave everything else', () => {
    expect(words.hide('no T0 here, x=1')).toBe('no T0 here, x=1');
  });

  it('quote a beginning on one line, and no page', () => {
    expect(words.quote(' a\r\nb\tc ')).toBe('a b c');
    expect(words.quote('x'.repeat(1_000))).toHaveLength(200);
    expect(words.quote('<!doctype html><title>502</title>')).toBe('');
    expect(words.quote('key sk-abcdefghijklmnop is wrong')).toBe('key [redacted] is wrong');
  });
});
