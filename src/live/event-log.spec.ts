import fc from 'fast-check';
import { EventLog } from './event-log.ts';
import type { News } from './live-event.ts';

const AT = Date.parse('2026-11-22T04:00:00.000Z');

function happening(note: number): News {
  return { type: 'status.changed', targetId: 'openai', state: null, members: () => ({ note }) };
}

function showing(targetId: string, note: number): News {
  return { type: 'target.updated', targetId, state: `target ${targetId}`, members: () => ({ note }) };
}

function noteOf(event: { readonly data: Buffer }): number {
  return JSON.parse(event.data.toString()).note;
}

describe('the event log', () => {
  it('writes an event as Server-Sent Events and the WebSocket have it', () => {
    const event = new EventLog('abc').append(happening(7), AT);
    const data = '{"seq":1,"at":"2026-11-22T04:00:00.000Z","target":"openai","note":7}';
    expect(event.frame.toString()).toBe(`id: abc-1\nevent: status.changed\ndata: ${data}\n\n`);
    expect(event.message.toString()).toBe(`{"id":"abc-1","event":"status.changed","data":${data}}`);
  });

  it('takes no id but its own', () => {
    const log = new EventLog('abc');
    log.append(happening(1), AT);
    expect(log.seqOf('abc-1')).toBe(1);
    for (const id of ['', 'abc-2', 'abd-1', 'abc-', 'abc--1', 'abc-1.0', 'abc-1e0', 'ABC-1', 'abc-01x']) {
      expect(log.seqOf(id)).toBeNull();
    }
  });

  it('says that it cannot go on from what it has forgotten', () => {
    const log = new EventLog('abc', { events: 3, bytes: 1e6 });
    for (let i = 1; i <= 5; i++) log.append(happening(i), AT);
    expect(log.after(1)).toBeNull();
    expect(log.after(2)?.map(noteOf)).toEqual([3, 4, 5]);
    expect(log.after(6)).toBeNull();
  });

  it('is bounded by bytes as well', () => {
    const log = new EventLog('abc', { events: 1e6, bytes: 1_000 });
    for (let i = 1; i <= 100; i++) log.append(happening(i), AT);
    expect(log.standing.bytes).toBeLessThanOrEqual(1_000);
    expect(log.standing.events).toBeGreaterThan(3);
    expect(log.after(100)).toEqual([]);
  });

  it('leaves no hole where news cannot be told', () => {
    const log = new EventLog('abc');
    const broken: News = {
      ...happening(0),
      members: () => {
        throw new Error('no');
      },
    };
    expect(() => log.append(broken, AT)).toThrow('no');
    expect(log.append(happening(1), AT).seq).toBe(1);
  });

  it('keeps one showing of each state, however many there were', () => {
    const log = new EventLog('abc', { events: 100, bytes: 1e6 });
    log.append(happening(0), AT);
    for (let i = 1; i <= 5_000; i++) log.append(showing(`t${i % 3}`, i), AT);
    expect(log.standing.events).toBe(4);
    expect(log.after(0)?.map(noteOf)).toEqual([0, 4_998, 4_999, 5_000]);
  });

  it('tells who comes back every happening exactly once and in order, and each state as it is', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('happen' as const) }),
      fc.record({ do: fc.constant('show' as const), target: fc.integer({ min: 0, max: 4 }) }),
      fc.record({ do: fc.constant('read' as const) }),
    );
    const limits = fc.record({
      events: fc.integer({ min: 1, max: 40 }),
      bytes: fc.integer({ min: 200, max: 8_000 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), limits, (steps, room) => {
        const log = new EventLog('abc', room);
        const happened: number[] = [];
        const shown = new Map<string, number>();
        // what the client knows: of happenings by the events, of states by events and snapshots
        let heard: number[] = [];
        let known = new Map<string, number>();
        let seen = 0;
        const read = (): void => {
          const missed = log.after(seen);
          if (missed === null) {
            heard = [...happened];
            known = new Map(shown);
          }
          for (const event of missed ?? []) {
            if (event.state === null) heard.push(noteOf(event));
            else known.set(event.targetId!, noteOf(event));
          }
          seen = log.seq;
        };
        steps.forEach((each, i) => {
          if (each.do === 'read') return read();
          const news = each.do === 'happen' ? happening(i) : showing(`t${each.target}`, i);
          log.append(news, AT);
          if (each.do === 'happen') happened.push(i);
          else shown.set(`t${each.target}`, i);
          expect(log.standing.events).toBeLessThanOrEqual(room.events);
          expect(log.standing.bytes).toBeLessThanOrEqual(room.bytes);
        });
        read();
        expect(heard).toEqual(happened);
        expect(known).toEqual(shown);
      }),
      { numRuns: 500 },
    );
  });
});
