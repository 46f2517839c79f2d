/**
 * What it costs to probe 1,000 (and 500) targets every 30 s, beside a bare keep-alive loop and Debian's
 * prometheus-blackbox-exporter on the same schedule, over http and https. All contestants of a scheme run at the same
 * time, so that a busy machine hits all alike; the kernel counts the CPU time of each. Rounds of one interval.
 * Run: node bench/probing/probing.bench.ts [--json] [--seconds N] [--only http|https]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Bellwether } from '../bellwether.ts';
import { report, type Row } from '../harness.ts';
import { ratios, sampleRow } from '../sample-row.ts';
import { Arena, type Contestant, INTERVAL_S } from './contestants.ts';
import { lagPercentileMs, readLag } from './schedule-lag.ts';
import { selfSigned } from './self-signed.ts';

const { values } = parseArgs({
  strict: false,
  options: { seconds: { type: 'string', default: '150' }, only: { type: 'string' } },
});
const ROUNDS = Math.max(1, Math.floor(Number(values.seconds) / INTERVAL_S));
const MANY = 1_000;
const FEWER = 500;
/** All have been started, connected and compiled by then. */
const WARM_UP_S = 40;
const LEAST_LAG_MS = 150;

interface Round {
  readonly cpuPercent: number;
  readonly cpuUsPerProbe: number;
  readonly rssMb: number;
}

interface Result {
  readonly rounds: readonly Round[];
  readonly mostAtOnce: number;
  readonly lagP99Ms: number | null;
}

type Results = ReadonlyMap<string, Result>;

async function httpContestants(arena: Arena): Promise<Contestant[]> {
  const contestants = [
    await arena.bellwether('bellwether', 'http', MANY),
    await arena.withoutHistory('bellwether_without_history', MANY),
    await arena.bellwether('bellwether_list', 'openai_compatible', MANY),
    await arena.bellwether('bellwether_500', 'http', FEWER),
    await arena.bareLoop('loop_100ms', 100),
    await arena.bareLoop('loop_10ms', 10),
  ];
  return withBlackbox(arena, contestants, 'blackbox');
}

async function httpsContestants(arena: Arena): Promise<Contestant[]> {
  const contestants = [
    await arena.bellwether('bellwether_https', 'http', MANY),
    await arena.withoutHistory('bellwether_https_without_history', MANY),
    await arena.bareLoop('loop_100ms_https', 100),
  ];
  return withBlackbox(arena, contestants, 'blackbox_https');
}

async function withBlackbox(arena: Arena, others: Contestant[], asker: string): Promise<Contestant[]> {
  const blackbox = await arena.blackbox(asker);
  if (blackbox !== null) return [...others, blackbox];
  console.log(`skipped ${asker}: prometheus-blackbox-exporter is not installed (apt-get install it)`);
  return others;
}

async function measureAll(arena: Arena, contestants: readonly Contestant[]): Promise<Results> {
  for (const { bellwether } of contestants) await bellwether?.allHealthy();
  await sleep(WARM_UP_S * 1_000);
  const lagsBefore = await Promise.all(contestants.map(lagOf));
  const rounds = contestants.map((): Round[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    const measured = await oneRound(arena, contestants);
    measured.forEach((each, i) => rounds[i]!.push(each));
    console.error(`round ${round + 1} of ${ROUNDS}`);
  }
  const counts = await arena.counts();
  const lagsAfter = await Promise.all(contestants.map(lagOf));
  return new Map(
    contestants.map(({ asker }, i) => {
      const [before, after] = [lagsBefore[i]!, lagsAfter[i]!];
      const lagP99Ms = before === null || after === null ? null : lagPercentileMs(before, after, 0.99);
      return [asker, { rounds: rounds[i]!, mostAtOnce: counts[asker]!.mostAtOnce, lagP99Ms }];
    }),
  );
}

async function lagOf({ bellwether }: Contestant): Promise<Map<number, number> | null> {
  return bellwether === undefined ? null : readLag(await bellwether.text('/metrics'));
}

async function oneRound(arena: Arena, contestants: readonly Contestant[]): Promise<Round[]> {
  const countsBefore = await arena.counts();
  const before = contestants.map(({ process }) => ({ cpuMs: process.cpuMs(), atMs: performance.now() }));
  await sleep(INTERVAL_S * 1_000);
  const after = contestants.map(({ process }) => ({ cpuMs: process.cpuMs(), atMs: performance.now() }));
  const countsAfter = await arena.counts();
  return contestants.map(({ asker, process }, i) => {
    const cpuMs = after[i]!.cpuMs - before[i]!.cpuMs;
    const probes = countsAfter[asker]!.requests - countsBefore[asker]!.requests;
    return {
      cpuPercent: (100 * cpuMs) / (after[i]!.atMs - before[i]!.atMs),
      cpuUsPerProbe: (1_000 * cpuMs) / probes,
      rssMb: process.rssMb(),
    };
  });
}

async function measureHttp(directory: string): Promise<Results> {
  const arena = await Arena.open(MANY, directory);
  try {
    return await measureAll(arena, await httpContestants(arena));
  } finally {
    await arena.close();
  }
}

async function measureHttps(directory: string): Promise<Results> {
  const certificate = selfSigned(directory);
  if (certificate === null) {
    console.log('skipped https: there is no openssl to make a certificate with');
    return new Map();
  }
  const arena = await Arena.open(MANY, directory, certificate);
  try {
    return await measureAll(arena, await httpsContestants(arena));
  } finally {
    await arena.close();
  }
}

interface Budgets {
  readonly cpuPercent?: number;
  readonly cpuUsPerProbe?: number;
  readonly rssMb?: number;
}

function limit(budget: number | undefined): { budget?: number } {
  return budget === undefined ? {} : { budget };
}

function costRows(results: Results, asker: string, budgets: Budgets = {}): Record<string, Row> {
  const result = results.get(asker);
  if (result === undefined) return {};
  const { rounds } = result;
  const label = asker.replaceAll('_', ' ');
  const all = (figure: keyof Round): number[] => rounds.map((round) => round[figure]);
  return {
    [`${asker}_cpu_us`]: sampleRow(
      `${label}: CPU a probe`,
      'µs',
      all('cpuUsPerProbe'),
      limit(budgets.cpuUsPerProbe),
    ),
    [`${asker}_cpu_percent`]: sampleRow(
      `${label}: of one core`,
      '%',
      all('cpuPercent'),
      limit(budgets.cpuPercent),
    ),
    [`${asker}_rss_mb`]: sampleRow(`${label}: RSS`, 'MB', all('rssMb'), limit(budgets.rssMb)),
  };
}

function ratioRow(
  results: Results,
  [ours, theirs]: readonly [string, string],
  budget: number,
): Record<string, Row> {
  const [over, under] = [results.get(ours)?.rounds, results.get(theirs)?.rounds];
  if (over === undefined || under === undefined) return {};
  const cpu = (rounds: readonly Round[]): number[] => rounds.map(({ cpuUsPerProbe }) => cpuUsPerProbe);
  const name = `${ours}: CPU a probe, times ${theirs}`.replaceAll('_', ' ');
  const row = sampleRow(name, '×', ratios(cpu(over), cpu(under)), { budget });
  return { [`${ours}_times_${theirs}`]: row };
}

function scheduleRows(results: Results, asker: string): Record<string, Row> {
  const result = results.get(asker);
  if (result === undefined) return {};
  const label = asker.replaceAll('_', ' ');
  const [lag, atOnce] = [`${label}: p99 schedule lag`, `${label}: most probes of a target at once`];
  return {
    [`${asker}_lag_p99_ms`]: { name: lag, value: result.lagP99Ms!, unit: 'ms', budget: LEAST_LAG_MS },
    [`${asker}_most_at_once`]: { name: atOnce, value: result.mostAtOnce, unit: '', budget: 1 },
  };
}

/** Uptime Kuma 2.5.3 took 6,953 µs a check and 356 MB, Gatus 5.2 with SQLite 1,040 to 1,880 µs; see the README. */
const BUDGETS_500 = { cpuUsPerProbe: 1_040, rssMb: 178 };

const directory = mkdtempSync(join(tmpdir(), 'bellwether-bench-'));
try {
  Bellwether.build();
  const http: Results = values.only === 'https' ? new Map() : await measureHttp(directory);
  const https: Results = values.only === 'http' ? new Map() : await measureHttps(directory);
  const all: Results = new Map([...http, ...https]);
  report({
    name: 'probing (1,000 targets at 30 s unless said)',
    figures: {
      ...costRows(all, 'bellwether', { cpuPercent: 5, rssMb: 180 }),
      ...ratioRow(all, ['bellwether', 'loop_100ms'], 1.5),
      ...ratioRow(all, ['bellwether', 'blackbox'], 1),
      ...scheduleRows(all, 'bellwether'),
      ...costRows(all, 'bellwether_list', { cpuPercent: 5, rssMb: 180 }),
      ...scheduleRows(all, 'bellwether_list'),
      ...costRows(all, 'bellwether_500', BUDGETS_500),
      ...costRows(all, 'bellwether_https', { cpuPercent: 5 }),
      ...ratioRow(all, ['bellwether_https', 'loop_100ms_https'], 1.5),
      ...ratioRow(all, ['bellwether_https', 'blackbox_https'], 1),
      ...scheduleRows(all, 'bellwether_https'),
    },
    against: {
      ...costRows(all, 'bellwether_without_history'),
      ...costRows(all, 'bellwether_https_without_history'),
      ...costRows(all, 'loop_100ms'),
      ...costRows(all, 'loop_10ms'),
      ...costRows(all, 'blackbox'),
      ...costRows(all, 'loop_100ms_https'),
      ...costRows(all, 'blackbox_https'),
    },
  });
} finally {
  rmSync(directory, { recursive: true });
}
