import { HealthAssessor } from '../../src/health/assessor/health-assessor.ts';
import { EgressWatch } from '../../src/health/egress/egress-watch.ts';
import { HealthEvents, type IncidentNews } from '../../src/health/health-events.ts';
import { HealthRegistry } from '../../src/health/health-registry.ts';
import { assessorSettingsOf, TargetHealth } from '../../src/health/target-health.ts';
import { createWindowPool, TargetWindows } from '../../src/health/target-windows.ts';
import { IncidentLog } from '../../src/incidents/incident-log.ts';
import { PageFetcher } from '../../src/incidents/page-fetcher.ts';
import type { SourceChange } from '../../src/incidents/page-source.ts';
import { STATUS_PAGE_READERS } from '../../src/incidents/readers/readers.list.ts';
import { StatusPages } from '../../src/incidents/status-pages.ts';
import { ObservationPipeline } from '../../src/monitor/observation-pipeline.ts';
import type { FailureKind } from '../../src/observations/failure-kind.ts';
import { createDispatcher, HttpExchange } from '../../src/probes/http-exchange.ts';
import type { StatusPageSettings } from '../../src/settings/settings.ts';
import { buildObservation, buildTarget } from './build.ts';
import { FakeClock } from './fake-clock.ts';
import { ScriptedPage } from './simulators/status-pages/scripted-page.ts';

export const PAGE_PATH = '/api/v2/summary.json';

/** One provider, really assessed, whose page is a server on loopback; time is what the test says. */
export class StatusPageWorld {
  readonly clock = new FakeClock();
  readonly page = new ScriptedPage();
  readonly registry: HealthRegistry;
  readonly log = new IncidentLog();
  readonly pages: StatusPages;
  readonly sourceChanges: SourceChange[] = [];
  readonly news: IncidentNews[] = [];
  readonly errors: unknown[] = [];
  readonly #pipeline: ObservationPipeline;

  constructor() {
    const events = new HealthEvents((name, error) => this.errors.push(name, error));
    const pool = createWindowPool();
    this.registry = new HealthRegistry(
      this.clock,
      events,
      (target) =>
        new TargetHealth(
          target,
          new TargetWindows(pool),
          new HealthAssessor(assessorSettingsOf(target)),
          this.clock.now(),
        ),
    );
    this.log.listen(events);
    events.on('incident.changed', (news) => this.news.push(news));
    const egress = new EgressWatch({ isOnline: () => Promise.resolve(true) }, () => undefined);
    this.#pipeline = new ObservationPipeline(this.registry, egress, this.clock);
    const http = new HttpExchange(createDispatcher(), this.clock, 'bellwether/test');
    this.pages = new StatusPages(
      { registry: this.registry, pipeline: this.#pipeline, clock: this.clock, log: this.log },
      {
        readers: STATUS_PAGE_READERS,
        fetcher: new PageFetcher(http),
        random: () => 0,
        onError: (error) => this.errors.push(error),
        onSourceChange: (change) => this.sourceChanges.push(change),
      },
    );
  }

  /** The page listens, and the provider is watched and well. */
  async start(settings: Partial<StatusPageSettings> = {}): Promise<void> {
    await this.page.start();
    const statusPage: StatusPageSettings = {
      url: this.page.origin + PAGE_PATH,
      kind: null,
      components: ['api'],
      regions: [],
      intervalMs: 60_000,
      ...settings,
    };
    this.registry.watch([buildTarget({ settings: { statusPage } })]);
    this.observe();
    this.observe();
    this.pages.apply(true);
  }

  async stop(): Promise<void> {
    await this.pages.stop();
    await this.page.stop();
  }

  get state(): TargetHealth {
    return this.registry.get('openai')!;
  }

  get reasons(): readonly string[] {
    return this.state.verdict.reasons.map(({ code }) => code);
  }

  observe(failure: FailureKind | null = null): void {
    this.clock.advance(1_000);
    const [at, atMonotonicMs] = [this.clock.now(), this.clock.monotonicMs()];
    this.#pipeline.accept(buildObservation({ at, atMonotonicMs, failure }));
  }

  /** One turn, and the looks that it starts. */
  async turn(): Promise<void> {
    this.pages.turn(this.clock.monotonicMs());
    await this.pages.settled();
  }

  /** Time passes in turns of a second, checks going on meanwhile. */
  async pass(seconds: number): Promise<void> {
    for (let i = 0; i < seconds; i++) {
      if (i % 30 === 29) this.observe();
      else this.clock.advance(1_000);
      await this.turn();
    }
  }
}

export function summary(api: string, incidents: readonly object[] | undefined = []): object {
  const components = [{ id: 'api', name: 'API', status: api }];
  return { page: { id: 'p', name: 'Example' }, status: { indicator: 'none' }, components, incidents };
}

export function listedIncident(more: object = {}): object {
  return {
    id: 'i1',
    name: 'Elevated errors',
    status: 'investigating',
    impact: 'critical',
    created_at: '2026-11-22T04:00:30.000Z',
    components: [{ id: 'api', name: 'API' }],
    ...more,
  };
}
