import { sameSettings } from './same-settings.ts';
import { Secret } from './secret.ts';

describe('sameness of settings', () => {
  it('looks into secrets', () => {
    expect(sameSettings({ key: new Secret('a') }, { key: new Secret('a') })).toBe(true);
    expect(sameSettings({ key: new Secret('a') }, { key: new Secret('b') })).toBe(false);
    expect(sameSettings({ key: new Secret('a') }, { key: null })).toBe(false);
    expect(sameSettings({ key: new Secret('a') }, { key: {} })).toBe(false);
  });

  it('takes the order of a list for a difference, and the order of keys for none', () => {
    expect(sameSettings([1, 2], [2, 1])).toBe(false);
    expect(sameSettings({ a: 1, b: 2 }, { b: 2, a: 1 })).toBe(true);
    expect(sameSettings({ a: undefined }, { b: undefined })).toBe(false);
    expect(sameSettings([], {})).toBe(false);
  });
});
