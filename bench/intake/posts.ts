import { Pool } from 'undici';

/** Posts so many bodies over connections that stay open, each asker its next when it has its answer. @returns seconds */
export async function posts(
  url: string,
  bodies: readonly Buffer[],
  { requests, connections }: { requests: number; connections: number },
): Promise<number> {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections });
  const startedMs = performance.now();
  let sent = 0;
  const ask = async (): Promise<void> => {
    while (sent < requests) await post(pool, pathname, bodies[sent++ % bodies.length]!);
  };
  await Promise.all(Array.from({ length: connections }, ask));
  const elapsedS = (performance.now() - startedMs) / 1_000;
  await pool.close();
  return elapsedS;
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
