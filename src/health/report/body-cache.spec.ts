import { BodyCache } from './body-cache.ts';

class Report {
  revision = 1;
  nowMs = 1_000;
  costMs = 0;
  validUntilMs = Infinity;
  built = 0;
  isBroken = false;
  readonly cache = new BodyCache('tag', {
    revision: () => this.revision,
    nowMs: () => this.nowMs,
    build: () => {
      if (this.isBroken) throw new Error('cannot build');
      this.nowMs += this.costMs;
      return { bytes: Buffer.from(`${++this.built}`), validUntilMs: this.validUntilMs };
    },
  });

  get text(): string {
    return this.cache.get().bytes.toString();
  }
}

describe('a cached answer', () => {
  it('is built when somebody asks, and again only once something has changed', () => {
    const report = new Report();
    expect(report.built).toBe(0);
    expect([report.text, report.text]).toEqual(['1', '1']);
    report.revision++;
    report.nowMs += 1;
    expect([report.text, report.text]).toEqual(['2', '2']);
  });

  it('is built again when its time is up, though nothing changed', () => {
    const report = new Report();
    report.validUntilMs = 1_500;
    expect(report.text).toBe('1');
    report.nowMs = 1_499;
    expect(report.text).toBe('1');
    report.nowMs = 1_500;
    expect(report.text).toBe('2');
  });

  it('takes a tenth of the time at most, however often things change', () => {
    const report = new Report();
    report.costMs = 10;
    expect(report.text).toBe('1');
    for (; report.nowMs < 1_099; report.nowMs++) {
      report.revision++;
      expect(report.text).toBe('1');
    }
    report.nowMs++;
    expect(report.text).toBe('2');
  });

  it('has a tag that changes with it', () => {
    const report = new Report();
    const { etag } = report.cache.get();
    expect(report.cache.get().etag).toBe(etag);
    report.revision++;
    expect(report.cache.get().etag).not.toBe(etag);
    expect(etag).toMatch(/^"tag-\d+"$/);
  });

  it('does not pass off an old answer as new after it could not be built', () => {
    const report = new Report();
    report.cache.get();
    report.revision++;
    report.isBroken = true;
    expect(() => report.text).toThrow('cannot build');
    report.isBroken = false;
    expect(report.text).toBe('2');
  });
});
