import { stopWithin } from './stop.ts';

describe('stopWithin', () => {
  it('waits for a stop that ends', async () => {
    expect(await stopWithin(60_000, () => Promise.resolve())).toBe('stopped');
  });

  it('does not wait for a stop that never ends', async () => {
    expect(await stopWithin(1, () => new Promise<void>(() => undefined))).toBe('timed_out');
  });

  it('hands on why a stop failed', async () => {
    await expect(stopWithin(60_000, () => Promise.reject(new Error('stuck')))).rejects.toThrow('stuck');
  });
});
