import { setImmediate } from 'node:timers/promises';
import type { Notice } from '../observations/notice.ts';
import { readRateLimit } from '../observations/rate-limit-headers.ts';
import { vendorOf } from '../observations/errors/vendors.ts';
import type { ProviderSettings } from '../settings/settings.ts';
import type { Target } from '../targets/target.ts';
import type { Lesson } from './body-reader.ts';
import { Deadline } from './deadline.ts';
import { judge, type Judgement } from './endpoint-judgement.ts';
import { CHECK_BODY_BYTES, type Endpoint, type EndpointPlan } from './endpoint.ts';
import type { Exchange, HttpExchange } from './http-exchange.ts';
import { deprecationNotices, modelCapabilities, namesOf } from './model-facts.ts';
import { badSettings, failed, NO_FACTS, succeeded, type Evidence, type Facts } from './probe-result.ts';
import { Probe, type Capabilities, type CheckLevel, type ProbeResult } from './probe.ts';
import { requestHeaders, urlBelow } from './request-address.ts';
import { secretsOf } from './secrets.ts';

/** undici frees a connection in the turn after the body's end; whoever asks earlier opens a second one (measured). */
const connectionIsFree = setImmediate;

interface Asked {
  readonly exchange: Exchange;
  readonly judgement: Judgement;
}

/** A probe that asks endpoints as its plan says: the first one is the check, later ones add depth and facts. */
export class EndpointProbe extends Probe {
  readonly kinds: readonly string[];
  readonly #http: HttpExchange;
  readonly #plan: EndpointPlan;

  constructor(http: HttpExchange, plan: EndpointPlan) {
    super();
    this.kinds = plan.kinds;
    this.#http = http;
    this.#plan = plan;
  }

  async check(target: Target, level: CheckLevel, signal: AbortSignal): Promise<ProbeResult> {
    if (!URL.canParse(target.provider.baseUrl)) return badSettings('base_url is not a URL');
    const deadline = new Deadline(target.provider.timeoutMs, signal);
    try {
      return await this.checkWithin(deadline, target, level);
    } finally {
      deadline.release();
    }
  }

  /** As `check`, for a probe that does more within the same time limit. */
  async checkWithin(deadline: Deadline, target: Target, level: CheckLevel): Promise<ProbeResult> {
    const lessons: Lesson[] = [];
    let evidence: Evidence | null = null;
    const endpoints = this.#plan.endpoints[level].filter(
      ({ isWanted }) => isWanted?.(target.provider) ?? true,
    );
    for (const endpoint of endpoints) {
      const path = pathOf(endpoint, lessons);
      const { exchange, judgement } = await this.#ask({ ...endpoint, path }, target, level, deadline);
      const isDecisive = endpoint.isOptional !== true || judgement.isStated === true || deadline.isCancelled;
      if (judgement.fault !== null && isDecisive) return failed(this.#evidenceOf(exchange), judgement.fault);
      evidence ??= this.#evidenceOf(exchange);
      lessons.push(judgement.lesson);
      if (judgement.isEdgeOnly) break;
      if (endpoint !== endpoints.at(-1)) await connectionIsFree();
    }
    return this.#success(target, evidence!, lessons);
  }

  async #ask(
    endpoint: Endpoint & { path: string },
    target: Target,
    level: CheckLevel,
    deadline: Deadline,
  ): Promise<Asked> {
    const { provider } = target;
    const url = urlBelow(provider.baseUrl, endpoint.path, this.#plan.apiPath);
    const exchange = await this.#http.send({
      method: 'GET',
      url,
      headers: requestHeaders(this.#plan.headers, this.#keyHeaders(provider, level), provider.headers),
      deadline,
      maxBodyBytes: endpoint.maxBodyBytes ?? CHECK_BODY_BYTES,
      onLargerBody: endpoint.onLargerBody ?? 'fail',
      secrets: secretsOf(provider),
    });
    const vendor = vendorOf(provider.kind, provider.baseUrl);
    const question = { endpoint, level, vendor, asked: `GET ${url.pathname}`, now: this.#http.now() };
    return { exchange, judgement: judge(exchange, question) };
  }

  #keyHeaders({ apiKey }: ProviderSettings, level: CheckLevel): Readonly<Record<string, string>> {
    return level === 'auth' && apiKey !== null ? this.#plan.keyHeaders(apiKey.reveal()) : {};
  }

  #evidenceOf({ latencyMs, status, requestId, headers }: Exchange): Evidence {
    return { latencyMs, httpStatus: status, requestId, rateLimit: readRateLimit(headers, this.#http.now()) };
  }

  #success(target: Target, evidence: Evidence, lessons: readonly Lesson[]): ProbeResult {
    const facts = factsOf(lessons, target, this.#http.now());
    const isMissing = target.model !== null && facts.models !== null && !facts.models.includes(target.model);
    if (!isMissing) return succeeded(evidence, facts);
    const detail = `${target.model} is not in the models list`;
    const fault = {
      failure: 'model_unavailable',
      detail,
      vendorCode: null,
      retryAfterMs: null,
      isLocal: false,
    } as const;
    return { ...failed(evidence, fault), ...facts };
  }
}

function pathOf({ path }: Endpoint, lessons: readonly Lesson[]): string {
  if (typeof path === 'string') return path;
  return path(Object.assign({}, ...lessons.map(({ capabilities }) => capabilities)) as Capabilities);
}

function factsOf(lessons: readonly Lesson[], target: Target, now: number): Facts {
  let { version, models, capabilities } = NO_FACTS;
  let notices: readonly Notice[] = [];
  let instanceId: string | null = null;
  for (const lesson of lessons) {
    version = lesson.version ?? version;
    instanceId = lesson.instanceId ?? instanceId;
    capabilities = { ...capabilities, ...lesson.capabilities };
    if (lesson.models === undefined) continue;
    capabilities = { ...capabilities, ...modelCapabilities(lesson.models, target) };
    models = lesson.hasMore === true ? null : namesOf(lesson.models, target);
    notices = deprecationNotices(lesson.models, target, now);
  }
  return { version, models, capabilities, notices, instanceId };
}
