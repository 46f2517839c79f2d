import { Readiness } from './readiness.ts';

describe('Readiness', () => {
  it('is not ready before the first start completed', () => {
    const readiness = new Readiness();
    expect(readiness.reason).toBe('starting');
    readiness.markReady();
    expect(readiness.reason).toBeNull();
  });

  it('stays unready once stopping, also when the start ends late', () => {
    const readiness = new Readiness();
    readiness.markStopping();
    readiness.markReady();
    expect(readiness.reason).toBe('stopping');
  });

  it('names a critical component until it works again', () => {
    const readiness = new Readiness();
    readiness.markReady();
    readiness.markComponent('history_store', false);
    readiness.markComponent('scheduler', false);
    readiness.markComponent('history_store', true);
    expect(readiness.reason).toBe('component:scheduler');
    readiness.markComponent('scheduler', true);
    expect(readiness.reason).toBeNull();
  });

  it('is watched for a minute after somebody asked', () => {
    const readiness = new Readiness();
    expect(readiness.isWatched(0)).toBe(false);
    readiness.noteAsked(1_000);
    expect(readiness.isWatched(60_999)).toBe(true);
    expect(readiness.isWatched(61_000)).toBe(false);
  });
});
