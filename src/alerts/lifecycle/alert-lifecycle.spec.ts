import fc from 'fast-check';
import type { Finding } from '../rules/finding.ts';
import { acknowledge, close, expireAcknowledgement, miss, see, type Sighting } from './alert-lifecycle.ts';
import { AlertRecord, type Told } from './alert-record.ts';

const NOW = Date.parse('2026-11-22T04:00:00Z');
const SUBJECT = { rule: 'target_unhealthy', targetId: 'openai', instance: '' };
const FINDING: Finding = {
  instance: '',
  severity: 'warning',
  title: 'OpenAI is unhealthy',
  summary: '3 of the last 3 checks failed',
  blame: 'provider',
  since: null,
};
const TOLD: Told = { groupKey: 'g', severity: 'warning', at: NOW, lastAt: NOW, isAcknowledged: false };

type Differing = Partial<Omit<Sighting, 'finding'>> & { readonly finding?: Partial<Finding> };

function sighting(differing: Differing = {}): Sighting {
  return {
    status: 'unhealthy',
    tags: [],
    evidence: [],
    forMs: 0,
    keepFiringForMs: 0,
    ...differing,
    finding: { ...FINDING, ...differing.finding },
  };
}

function firing(differing: Differing = {}): AlertRecord {
  const record = new AlertRecord(SUBJECT);
  see(record, sighting(differing), NOW);
  return record;
}

describe('an alert', () => {
  it('fires at once without a for, with the since of its condition', () => {
    const record = new AlertRecord(SUBJECT);
    expect(see(record, sighting({ finding: { since: NOW - 4_000 } }), NOW)).toBe('fired');
    expect(record.alert).toMatchObject({ state: 'firing', since: NOW - 4_000, firedAt: NOW });
  });

  it('is pending for its for, and was none when it ends before', () => {
    const record = new AlertRecord(SUBJECT);
    expect(see(record, sighting({ forMs: 10_000 }), NOW)).toBe('began');
    expect(see(record, sighting({ forMs: 10_000 }), NOW + 9_999)).toBe('none');
    expect(miss(record, NOW + 9_999)).toBe('ended_pending');
    expect(record.alert).toMatchObject({
      state: 'resolved',
      firedAt: null,
      suppressions: [{ code: 'never_fired', message: 'ended after 10 s, before it had lasted for 10 s' }],
    });
  });

  it('has another id in another life, and the same fingerprint', () => {
    const record = firing();
    const { id, fingerprint } = record.alert!;
    miss(record, NOW + 1_000);
    see(record, sighting(), NOW + 2_000);
    expect(record.alert!.fingerprint).toBe(fingerprint);
    expect(record.alert!.id).not.toBe(id);
  });

  it('goes on in the same life when nobody was told of its end', () => {
    const record = firing();
    record.told.set('oncall', TOLD);
    miss(record, NOW + 1_000);
    expect(see(record, sighting(), NOW + 2_000)).toBe('revived');
    expect(record.alert).toMatchObject({ state: 'firing', resolvedAt: null, firedAt: NOW });
  });

  it('fires anew when some were told of its end and others not', () => {
    const record = firing();
    record.told.set('oncall', TOLD);
    miss(record, NOW + 1_000);
    record.isEndHeard = true;
    expect(see(record, sighting(), NOW + 2_000)).toBe('fired');
    expect(record.alert).toMatchObject({ state: 'firing', resolvedAt: null, firedAt: NOW + 2_000 });
    expect(record.firings).toEqual([NOW, NOW + 2_000]);
  });

  it('changes when its severity does, and not when its words do', () => {
    const record = firing();
    record.isDirty = false;
    expect(see(record, sighting({ finding: { summary: '4 of 4' } }), NOW + 1_000)).toBe('none');
    expect(record).toMatchObject({ isDirty: false, isStale: true, alert: { summary: '4 of 4' } });
    expect(see(record, sighting({ finding: { severity: 'critical' } }), NOW + 2_000)).toBe('changed');
    expect(record.isDirty).toBe(true);
  });

  it.each([
    [true, 'kim'],
    [false, undefined],
  ])('keeps an acknowledgement over a change when it is sticky (%s)', (isSticky, by) => {
    const record = firing();
    acknowledge(record, { by: 'kim', note: null, at: NOW, expiresAt: null, isSticky }, NOW);
    see(record, sighting({ finding: { severity: 'critical' } }), NOW + 1_000);
    expect(record.alert!.acknowledged?.by).toBe(by);
  });

  it('loses an acknowledgement that expires', () => {
    const record = firing();
    acknowledge(record, { by: 'kim', note: null, at: NOW, expiresAt: NOW + 5_000, isSticky: true }, NOW);
    expect(expireAcknowledgement(record, NOW + 4_999)).toBe(false);
    expect(expireAcknowledgement(record, NOW + 5_000)).toBe(true);
    expect(record.alert!.acknowledged).toBeNull();
  });

  it('ends with its target', () => {
    const record = firing({ keepFiringForMs: 60_000 });
    expect(close(record, 'it is no longer watched', NOW + 1_000)).toBe('resolved');
    expect(record.alert).toMatchObject({ state: 'resolved', summary: 'it is no longer watched' });
  });

  it('that comes and goes is kept until a quarter of an hour of quiet from its fourth time in an hour on', () => {
    const record = new AlertRecord(SUBJECT);
    const minute = (n: number): number => NOW + n * 60_000;
    for (const n of [0, 10, 20]) {
      see(record, sighting(), minute(n));
      expect(miss(record, minute(n + 1))).toBe('resolved');
    }
    see(record, sighting(), minute(30));
    expect(record).toMatchObject({ isFlapping: true });
    expect(record.alert!.summary).toContain('coming and going');
    expect(miss(record, minute(31))).toBe('none');
    expect(miss(record, minute(45))).toBe('none');
    expect(miss(record, minute(46))).toBe('resolved');
  });
});

/** What the state must be by the whole past: for each moment whether the condition held. */
function reference(past: readonly { at: number; holds: boolean }[], forMs: number, keepMs: number): string {
  let state = 'none';
  let since = 0;
  let gone: number | null = null;
  for (const { at, holds } of past) {
    if (holds) {
      gone = null;
      if (state === 'none') {
        state = 'pending';
        since = at;
      }
      if (state === 'pending' && at - since >= forMs) state = 'firing';
    } else if (state === 'pending') {
      state = 'none';
    } else if (state === 'firing') {
      gone ??= at;
      if (at - gone >= keepMs) state = 'none';
    }
  }
  return state;
}

it('lives as the whole past says', () => {
  const moment = fc.record({ afterMs: fc.integer({ min: 1, max: 40 }), holds: fc.boolean() });
  fc.assert(
    fc.property(
      fc.array(moment, { maxLength: 40 }),
      fc.integer({ min: 0, max: 60 }),
      fc.integer({ min: 0, max: 60 }),
      (moments, forMs, keepFiringForMs) => {
        const record = new AlertRecord(SUBJECT);
        const past: { at: number; holds: boolean }[] = [];
        let at = NOW;
        for (const { afterMs, holds } of moments) {
          at += afterMs;
          past.push({ at, holds });
          if (holds) see(record, sighting({ forMs, keepFiringForMs }), at);
          else miss(record, at);
          // Coming and going is another matter, tested above.
          record.firings = [];
          record.isFlapping = false;
          const state = record.isOpen ? record.alert!.state : 'none';
          expect(state).toBe(reference(past, forMs, keepFiringForMs));
        }
      },
    ),
    { numRuns: 300 },
  );
});
