import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from '../support/free-port.ts';

/** A PostgreSQL server for tests; each test works in a database of its own. */
export interface PostgresServer {
  readonly origin: string;
  createDatabase(): Promise<string>;
  dropDatabase(url: string): Promise<void>;
  stop(): Promise<void>;
}

const VERSIONS = '/usr/lib/postgresql';
const LOCAL = ['postgres', 'root'].map((user) => `postgres://${user}@127.0.0.1:5432/postgres`);

/** DATABASE_URL's, the one that runs here, or one that is started for it; null when there is none at all. */
export async function findPostgres(): Promise<PostgresServer | null> {
  const given = process.env['DATABASE_URL'] ?? '';
  const candidates = given.startsWith('postgres') ? [given] : LOCAL;
  for (const url of candidates) if (await answers(url)) return serverAt(url, async () => {});
  const installed = existsSync(VERSIONS)
    ? readdirSync(VERSIONS).toSorted((a, b) => Number(b) - Number(a))
    : [];
  const [version] = installed;
  return version === undefined ? null : startCluster(join(VERSIONS, version, 'bin'));
}

function serverAt(adminUrl: string, stop: () => Promise<void>): PostgresServer {
  const admin = (sql: string): Promise<void> => run(adminUrl, sql);
  return {
    origin: adminUrl,
    createDatabase: async () => {
      const name = `bellwether_test_${randomUUID().replaceAll('-', '')}`;
      await admin(`create database ${name}`);
      const url = new URL(adminUrl);
      url.pathname = name;
      return url.href;
    },
    dropDatabase: (url) => admin(`drop database if exists ${new URL(url).pathname.slice(1)} with (force)`),
    stop,
  };
}

async function startCluster(bin: string): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'bellwether-postgres-'));
  const port = await freePort();
  // A server refuses to run as root: then it runs as the user that its package made.
  const isRoot = process.getuid?.() === 0;
  chmodSync(folder, 0o777);
  const as = (program: string, args: readonly string[]): [string, string[]] =>
    isRoot
      ? ['runuser', ['-u', 'postgres', '--', join(bin, program), ...args]]
      : [join(bin, program), [...args]];
  const data = join(folder, 'data');
  execFileSync(...as('initdb', ['-D', data, '-A', 'trust', '-U', 'postgres', '--no-sync']), {
    stdio: 'ignore',
  });
  const options = ['-D', data, '-h', '127.0.0.1', '-p', String(port), '-k', folder, '-F'];
  const [program, args] = as('postgres', options);
  const server = spawn(program, args, { stdio: 'ignore' });
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  for (let tries = 0; !(await answers(url)); tries++) {
    if (tries > 100) throw new Error(`PostgreSQL from ${bin} did not start`);
    await delay(100);
  }
  return serverAt(url, async () => {
    execFileSync(...as('pg_ctl', ['stop', '-D', data, '-m', 'immediate']), { stdio: 'ignore' });
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  });
}

async function answers(url: string): Promise<boolean> {
  try {
    await run(url, 'select 1');
    return true;
  } catch {
    // whatever the reason: another one is looked for
    return false;
  }
}

async function run(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query(sql);
  } finally {
    await client.end().catch(() => {});
  }
}
