import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { Clock } from '../../src/clock/clock.ts';
import { HealthRegistry } from '../../src/health/health-registry.ts';
import type { HistoryRecord, Transition } from '../../src/history/history-record.ts';
import { type HistoryBatch, HistoryStore } from '../../src/history/history-store.ts';
import { HistoryController } from '../../src/history/query/history.controller.ts';
import { HistoryReader } from '../../src/history/query/history-reader.ts';
import { RollupPages } from '../../src/history/query/rollup-pages.ts';
import type { RollupPart } from '../../src/history/rollup.ts';
import { Tally } from '../../src/history/tally.ts';
import { GapLog } from '../../src/history/timeline/gap-log.ts';
import { TimelineController } from '../../src/history/timeline/timeline.controller.ts';
import { TimelineReader } from '../../src/history/timeline/timeline-reader.ts';
import { NoVendorNotices, type VendorNotices } from '../../src/history/timeline/vendor-notices.ts';
import type { Observation } from '../../src/observations/observation.ts';
import { ProblemsModule } from '../../src/problems/problems.module.ts';
import { buildObservation } from './build.ts';
import { FakeClock } from './fake-clock.ts';
import { registryOf, targetsOf } from './watched-targets.ts';

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, unknown>>;
  /** Undefined for what is no JSON. */
  readonly body: unknown;
}

export interface HistoryApi {
  readonly app: NestFastifyApplication;
  readonly store: HistoryStore;
  readonly clock: FakeClock;
  readonly registry: HealthRegistry;
  get(path: string): Promise<Answer>;
}

/** The routes of history over a store, with two providers (openai with a model, anthropic) at 04:00 on a fake clock. */
export async function historyApi(
  store: HistoryStore,
  notices: VendorNotices = new NoVendorNotices(),
): Promise<HistoryApi> {
  const clock = new FakeClock();
  const targets = targetsOf({ openai: { models: ['gpt-5-mini'] }, anthropic: {} });
  const registry = registryOf(targets, clock);
  const gaps = new GapLog(store, clock.now());
  const timelines = new TimelineReader({ store, registry, gaps, notices }, clock);
  const module = await Test.createTestingModule({
    imports: [ProblemsModule],
    controllers: [HistoryController, TimelineController],
    providers: [
      { provide: HistoryStore, useValue: store },
      { provide: HealthRegistry, useValue: registry },
      { provide: Clock, useValue: clock },
      { provide: TimelineReader, useValue: timelines },
      {
        provide: HistoryReader,
        useValue: new HistoryReader(store, new RollupPages(store, timelines, clock)),
      },
    ],
  }).compile();
  const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  const get = async (path: string): Promise<Answer> => {
    const { statusCode, payload, headers } = await app.inject(path);
    const isJson = /^application\/(problem\+)?json/.test(String(headers['content-type']));
    return { status: statusCode, text: payload, headers, body: isJson ? JSON.parse(payload) : undefined };
  };
  return { app, store, clock, registry, get };
}

export function at(time: string): number {
  return Date.parse(`2026-11-22T${time}Z`);
}

export function buildBatch(batch: Partial<HistoryBatch>): HistoryBatch {
  return {
    at: at('04:00:00'),
    records: [],
    rollups: [],
    transitions: [],
    circuits: [],
    spend: [],
    states: [],
    ...batch,
  };
}

let lastSeq = 0;

export function buildRecord(overrides: Partial<HistoryRecord> = {}): HistoryRecord {
  return {
    targetId: 'openai',
    at: at('03:30:00'),
    seq: ++lastSeq,
    source: 'probe',
    depth: 'auth',
    failure: null,
    blame: overrides.failure === undefined || overrides.failure === null ? null : 'provider',
    status: 'healthy',
    httpStatus: 200,
    latencyMs: 182.4,
    ttftMs: null,
    outputTokens: null,
    requestId: null,
    detail: null,
    vendorCode: null,
    rateLimit: null,
    retryAfterMs: null,
    ...overrides,
  };
}

export function buildTransition(overrides: Partial<Transition>): Transition {
  return {
    targetId: 'openai',
    at: at('03:30:00'),
    seq: ++lastSeq,
    from: 'unknown',
    to: 'healthy',
    reasons: [],
    blame: null,
    ...overrides,
  };
}

/** What one writer counted of a minute. */
export function buildPart(
  from: number,
  observations: readonly Partial<Observation>[],
  rest: Partial<RollupPart> = {},
): RollupPart {
  const tally = new Tally();
  for (const each of observations) tally.add(buildObservation(each));
  return { targetId: 'openai', set: 'checks', from, part: ++lastSeq, tally: tally.stored(), ...rest };
}
