import { addressKey } from './address-key.ts';
import { browserRefusal } from './browser-check.ts';

const RULES = { origins: ['https://ops.example'], host: '127.0.0.1' };
const HERE = 'localhost:3000';

describe('browserRefusal', () => {
  it.each([
    ['no browser', { host: HERE }],
    ['our own page', { host: HERE, origin: 'http://localhost:3000' }],
    ['our own page on another loopback name', { host: '[::1]:3000', origin: 'http://[::1]:3000' }],
    ['a page that may', { host: HERE, origin: 'https://ops.example' }],
    [
      'our own page behind a proxy that changes Host',
      { host: HERE, origin: 'https://status.example', 'sec-fetch-site': 'same-origin' },
    ],
    ['a name below localhost', { host: 'bellwether.localhost' }],
  ])('lets %s', (_, headers) => {
    expect(browserRefusal(headers, RULES)).toBeNull();
  });

  it.each([
    ['a page of another site', { host: HERE, origin: 'https://evil.example' }],
    ['a page of another port', { host: HERE, origin: 'http://localhost:8080' }],
    ['a page without an origin of its own', { host: HERE, origin: 'null' }],
    [
      'another page that says so',
      { host: HERE, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    ],
  ])('refuses %s', (_, headers) => {
    expect(browserRefusal(headers, RULES)?.header).toBe('origin');
  });

  it.each([
    { host: 'evil.example:3000' },
    { host: '' },
    {},
    { host: '10.0.0.1' },
    { host: 'localhost.evil' },
    { host: 'localhost:3000.evil' },
    { host: 'localhost:99999' },
  ])('refuses %j, a name that may have been made to point here', (headers) => {
    expect(browserRefusal(headers, RULES)?.header).toBe('host');
    expect(browserRefusal(headers, { ...RULES, host: null })).toBeNull();
  });

  it('takes the name that the server was told to listen on', () => {
    expect(browserRefusal({ host: 'Box.internal:3000' }, { origins: [], host: 'box.internal' })).toBeNull();
  });
});

describe('addressKey', () => {
  it.each([
    ['10.0.0.1', '10.0.0.1'],
    ['::ffff:10.0.0.1', '::ffff:10.0.0.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::6', '2001:db8:1:2::/64'],
    ['2001:db8::6', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    [undefined, 'unknown'],
  ])('counts %s under %s', (address, key) => {
    expect(addressKey(address)).toBe(key);
  });
});
