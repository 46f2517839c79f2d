import { Problem } from '../../problems/problem.ts';
import { answerOf, answersOf } from './store-answer.ts';

async function* pages(count: number): AsyncGenerator<number> {
  for (let page = 1; page <= count; page++) yield page;
  throw new Error('locked');
}

describe('an answer of the store', () => {
  it('is handed on', async () => {
    await expect(answerOf(Promise.resolve(4))).resolves.toBe(4);
  });

  it('is a problem that tells when to try again where the store rejects', async () => {
    const failed = answerOf(Promise.reject(new Error('database is locked'))).catch((error: unknown) => error);
    const problem = (await failed) as Problem;
    expect(problem).toBeInstanceOf(Problem);
    expect(problem.getStatus()).toBe(503);
    expect(problem.headers).toEqual({ 'retry-after': '5' });
    expect(problem.cause).toMatchObject({ message: 'database is locked' });
    expect(JSON.stringify(problem.body)).not.toContain('locked');
  });

  it('is the same problem where the store does not answer in time', async () => {
    const problem: unknown = await answerOf(new Promise(() => {}), 1).catch((error: unknown) => error);
    expect(problem).toMatchObject({ cause: { message: 'the store has not answered within 1 ms' } });
  });

  it('may come in pages, and fail at a later one', async () => {
    const seen: number[] = [];
    const reading = (async () => {
      for await (const page of answersOf(pages(2))) seen.push(page);
    })();
    await expect(reading).rejects.toThrow('history store does not answer');
    expect(seen).toEqual([1, 2]);
  });
});
