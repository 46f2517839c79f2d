import { CircuitOpenError } from './circuit-breaker.ts';
import { OpossumBreakers } from './opossum-breaker.ts';

const answer = async (): Promise<string> => 'answer';

/** A call that ends when the test says so. */
function pendingCall() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  return { call: () => promise, resolve, reject };
}

describe('an opossum breaker', () => {
  it('lets calls through while closed, and their errors unchanged', async () => {
    const breaker = new OpossumBreakers().create('openai');
    await expect(breaker.fire(answer)).resolves.toBe('answer');
    const failure = new TypeError('fetch failed');
    await expect(breaker.fire(() => Promise.reject(failure))).rejects.toBe(failure);
    await expect(breaker.fire(() => Promise.reject(undefined))).rejects.toBeUndefined();
    expect(breaker.state).toBe('closed');
  });

  it('does not judge: no number of failures opens it', async () => {
    const factory = new OpossumBreakers();
    const breaker = factory.create('openai');
    for (let i = 0; i < 50; i++) {
      if (i % 10 === 0) factory.tick();
      await breaker.fire(() => Promise.reject(new Error('503'))).catch(() => {});
    }
    expect(breaker.state).toBe('closed');
  });

  it('refuses calls while open, without making them', async () => {
    const breaker = new OpossumBreakers().create('openai');
    let calls = 0;
    breaker.open();
    const refused = breaker.fire(async () => ++calls);
    await expect(refused).rejects.toThrow(CircuitOpenError);
    await expect(refused).rejects.toMatchObject({ code: 'CIRCUIT_OPEN', targetId: 'openai' });
    expect(calls).toBe(0);
    breaker.dispose();
  });

  it('lets one call at a time through while half open', async () => {
    const breaker = new OpossumBreakers().create('openai');
    breaker.open();
    breaker.halfOpen();
    const trial = pendingCall();
    const first = breaker.fire(trial.call);
    await expect(breaker.fire(answer)).rejects.toThrow(CircuitOpenError);
    trial.resolve('answer');
    await expect(first).resolves.toBe('answer');
    await expect(breaker.fire(answer)).resolves.toBe('answer');
  });

  it.each(['resolve', 'reject'] as const)(
    'stays half open until it is told, when its trial %ss',
    async (end) => {
      const breaker = new OpossumBreakers().create('openai');
      breaker.open();
      breaker.halfOpen();
      const trial = pendingCall();
      const fired = breaker.fire(trial.call).catch(() => 'failed');
      trial[end]('the end');
      await fired;
      expect(breaker.state).toBe('half_open');
      await expect(breaker.fire(answer)).resolves.toBe('answer');
    },
  );

  it('goes where the circuit went while the trial was under way', async () => {
    const breaker = new OpossumBreakers().create('openai');
    breaker.open();
    breaker.halfOpen();
    const trial = pendingCall();
    const fired = breaker.fire(trial.call).catch(() => 'failed');
    breaker.close();
    trial.reject('too late');
    await fired;
    expect(breaker.state).toBe('closed');
    breaker.open();
    expect(breaker.state).toBe('open');
    breaker.dispose();
  });

  it('is not moved by a call from before', async () => {
    const breaker = new OpossumBreakers().create('openai');
    const early = pendingCall();
    const fired = breaker.fire(early.call);
    breaker.open();
    early.resolve('late answer');
    await expect(fired).resolves.toBe('late answer');
    expect(breaker.state).toBe('open');
    breaker.dispose();
  });

  it('leaves no timer behind that keeps the process alive', () => {
    const breakers = Array.from({ length: 20 }, (_, i) => new OpossumBreakers().create(`target-${i}`));
    for (const breaker of breakers) breaker.open();
    expect(process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length).toBeLessThan(20);
    for (const breaker of breakers) breaker.dispose();
  });

  it('that ends leaves the others their rotation', async () => {
    const factory = new OpossumBreakers();
    const [first, second] = [factory.create('openai'), factory.create('anthropic')];
    first.dispose();
    factory.tick();
    await expect(second.fire(answer)).resolves.toBe('answer');
  });
});
