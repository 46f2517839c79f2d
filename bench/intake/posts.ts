import { Pool } from 'undici';

export interface PostResult {
  readonly requests: number;
  readonly seconds: number;
}

/** Posts the same bodies over connections that stay open, each asker its next when it has its answer. */
export async function posts(
  url: string,
  bodies: readonly Buffer[],
  { seconds, connections }: { seconds: number; connections: number },
): Promise<PostResult> {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections });
  const startedMs = performance.now();
  const endMs = startedMs + seconds * 1_000;
  let requests = 0;
  const ask = async (): Promise<void> => {
    while (performance.now() < endMs) {
      await post(pool, pathname, bodies[requests++ % bodies.length]!);
    }
  };
  await Promise.all(Array.from({ length: connections }, ask));
  const elapsedS = (performance.now() - startedMs) / 1_000;
  await pool.close();
  return { requests, seconds: elapsedS };
}

function post(pool: Pool, path: string, body: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    pool.dispatch(
      { path, method: 'POST', headers: { 'content-type': 'application/json' }, body },
      {
        onRequestStart: () => undefined,
        onResponseStart: (_controller, status) => {
          if (status !== 202) reject(new Error(`${path} answered ${status}`));
        },
        onResponseData: () => undefined,
        onResponseEnd: () => resolve(),
        onResponseError: (_controller, error) => reject(error),
      },
    );
  });
}
