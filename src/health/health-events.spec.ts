import { buildTarget } from '../../test/support/build.ts';
import { registryOf } from '../../test/support/watched-targets.ts';
import { HealthEvents } from './health-events.ts';

const state = registryOf([buildTarget()]).get('openai')!;

describe('who listens', () => {
  it('hears what it asked for, in order, until it leaves', () => {
    const events = new HealthEvents(() => {});
    const heard: string[] = [];
    const leave = events.on('target.updated', () => void heard.push('first'));
    events.on('target.updated', () => void heard.push('second'));
    events.emit('target.updated', { state });
    events.emit('target.added', { state });
    leave();
    events.emit('target.updated', { state });
    expect(heard).toEqual(['first', 'second', 'second']);
  });

  it('cannot keep the others from hearing by throwing, and is reported', () => {
    const errors: [string, unknown][] = [];
    const events = new HealthEvents((name, error) => errors.push([name, error]));
    const error = new Error('out of order');
    let heard = 0;
    events.on('target.updated', () => {
      throw error;
    });
    events.on('target.updated', () => heard++);
    events.emit('target.updated', { state });
    expect(heard).toBe(1);
    expect(errors).toEqual([['target.updated', error]]);
  });

  it('may leave while it is being told', () => {
    const events = new HealthEvents(() => {});
    const heard: string[] = [];
    const leave = events.on('target.updated', () => {
      heard.push('once');
      leave();
    });
    events.on('target.updated', () => void heard.push('always'));
    events.emit('target.updated', { state });
    events.emit('target.updated', { state });
    expect(heard).toEqual(['once', 'always', 'always']);
  });
});
