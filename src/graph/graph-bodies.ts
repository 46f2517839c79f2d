import type { Clock } from '../clock/clock.ts';
import type { HealthRegistry } from '../health/health-registry.ts';
import { BodyCache, type CachedBody } from '../health/report/body-cache.ts';
import type { ServiceSettings } from '../settings/settings.ts';
import { DOT_CONTENT_TYPE, renderDot } from './dot.ts';
import type { GraphFormat } from './graph.schema.ts';
import type { GraphReport } from './graph-report.ts';
import { LiveGraph } from './live-graph.ts';
import { MERMAID_CONTENT_TYPE, renderMermaid } from './mermaid.ts';

export interface GraphBody extends CachedBody {
  readonly contentType: string;
}

const WRITERS: Record<GraphFormat, { contentType: string; write: (report: GraphReport) => string }> = {
  json: { contentType: 'application/json; charset=utf-8', write: (report) => JSON.stringify(report) },
  mermaid: { contentType: MERMAID_CONTENT_TYPE, write: renderMermaid },
  dot: { contentType: DOT_CONTENT_TYPE, write: renderDot },
};

/** The graph's answers in each format, ready to be sent. */
export class GraphBodies {
  readonly #registry: HealthRegistry;
  readonly #services: () => readonly ServiceSettings[];
  readonly #caches: Record<GraphFormat, BodyCache>;
  #knownServices: readonly ServiceSettings[] | null = null;
  #reloads = 0;

  /** `tag` tells apart the entity tags of different processes. */
  constructor(
    tag: string,
    registry: HealthRegistry,
    clock: Clock,
    services: () => readonly ServiceSettings[],
  ) {
    this.#registry = registry;
    this.#services = services;
    const graph = new LiveGraph(registry, services);
    const cacheOf = (format: GraphFormat): BodyCache =>
      new BodyCache(`${tag}-${format}`, {
        revision: () => this.#revision(),
        nowMs: () => clock.monotonicMs(),
        build: () => ({ bytes: write(format, graph.report(clock.now())), validUntilMs: Infinity }),
      });
    this.#caches = { json: cacheOf('json'), mermaid: cacheOf('mermaid'), dot: cacheOf('dot') };
  }

  get(format: GraphFormat): GraphBody {
    const { bytes, etag } = this.#caches[format].get();
    return { bytes, etag, contentType: WRITERS[format].contentType };
  }

  #revision(): number {
    const services = this.#services();
    if (services !== this.#knownServices) {
      this.#knownServices = services;
      this.#reloads++;
    }
    return this.#registry.revision + this.#reloads;
  }
}

function write(format: GraphFormat, report: GraphReport): Buffer {
  return Buffer.from(WRITERS[format].write(report));
}
