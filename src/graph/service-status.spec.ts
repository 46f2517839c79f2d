import type { Status } from '../health/status.ts';
import { statusOfNeed, statusOfService } from './service-status.ts';

type Known = Readonly<Record<string, Status | null>>;

const look = (known: Known) => (id: string) => known[id] ?? null;

describe('statusOfNeed', () => {
  it.each<[string, Known, Status | null]>([
    ['is well when all alternatives are', { a: 'healthy', b: 'healthy' }, 'healthy'],
    ['is as good as its best', { a: 'healthy', b: 'degraded' }, 'healthy'],
    ['loses redundancy with one of them', { a: 'healthy', b: 'unhealthy' }, 'degraded'],
    ['is degraded when all work badly', { a: 'degraded', b: 'degraded' }, 'degraded'],
    ['is down only when all are', { a: 'unhealthy', b: 'unhealthy' }, 'unhealthy'],
    ['is unknown when the rest of them is', { a: 'unhealthy', b: 'unknown' }, 'unknown'],
    ['counts what nobody watches as unknown', { a: 'unhealthy', b: null }, 'unknown'],
    ['is no worse for an alternative that nobody watches', { a: 'healthy', b: null }, 'healthy'],
    ['takes no part when none is watched', { a: null, b: null }, null],
  ])('%s', (_name, known, expected) => {
    expect(statusOfNeed(['a', 'b'], look(known))).toBe(expected);
  });
});

describe('statusOfService', () => {
  it.each<[string, Known, Status | null]>([
    ['is well when all that it needs is', { a: 'healthy', b: 'healthy' }, 'healthy'],
    ['is as bad as the worst of its needs', { a: 'degraded', b: 'unhealthy' }, 'unhealthy'],
    ['does not claim to work badly when it may be down', { a: 'degraded', b: 'unknown' }, 'unknown'],
    ['leaves out what nobody watches', { a: 'healthy', b: null }, 'healthy'],
    ['is not known when nothing is watched', { a: null, b: null }, null],
  ])('%s', (_name, known, expected) => {
    expect(statusOfService({ id: 'chat', needs: [['a'], ['b']] }, look(known))).toBe(expected);
  });
});
