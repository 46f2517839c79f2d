import { presentedToken, tokenInQuery } from './credentials.ts';

function basic(pair: string): string {
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

describe('presentedToken', () => {
  it.each([
    [undefined, null],
    ['Bearer abc', 'abc'],
    ['bearer   abc ', 'abc'],
    [basic('prometheus:abc'), 'abc'],
    [basic(':a:b'), 'a:b'],
    [basic('abc'), 'abc'],
    ['abc', ''],
    ['Digest abc', ''],
    ['Bearer', ''],
    ['Bearer a b', ''],
    ['', ''],
  ])('reads %j as %j', (authorization, token) => {
    expect(presentedToken({ authorization })).toBe(token);
  });

  it('reads a query', () => {
    expect(tokenInQuery('/events?x=1&access_token=a%2Bb')).toBe('a+b');
    expect(tokenInQuery('/events?x=1')).toBeNull();
    expect(tokenInQuery('/events')).toBeNull();
  });
});
