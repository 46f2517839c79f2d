import { GenerateMonitor } from '../../src/monitor/generate-monitor.ts';
import { LoopWatch } from '../../src/monitor/loop-watch.ts';
import { ProbeSchedule } from '../../src/monitor/probe-schedule.ts';
import type { FailureKind } from '../../src/observations/failure-kind.ts';
import { NOTHING_HEARD, type GenerateResult } from '../../src/probes/generate/generate-result.ts';
import { SpendLedger } from '../../src/probes/generate/spend-ledger.ts';
import { Secret } from '../../src/settings/secret.ts';
import type { GenerateSettings, ProviderSettings } from '../../src/settings/settings.ts';
import type { Target } from '../../src/targets/target.ts';
import { buildModelTarget, buildProvider, buildTarget } from '../support/build.ts';
import { VirtualWorld, type Answer } from '../support/virtual-world.ts';
import { generateSettings } from './generate-bench.ts';

/** What the next completions find: a failure, a success with what it cost, or no end. */
export interface Completions {
  failure: FailureKind | null;
  hangs: boolean;
  inputTokens: number;
  outputTokens: number;
}

/** A virtual world in which one provider has generate probes, which answer as told and at once. */
export class GenerateWorld {
  readonly completions: Completions = { failure: null, hangs: false, inputTokens: 100, outputTokens: 10 };
  readonly checks: { answer: Answer } = { answer: { failure: null, latencyMs: 50 } };
  /** When each completion was asked for, milliseconds after the start. */
  readonly askedAtMs: number[] = [];
  readonly schedule = new ProbeSchedule({ jitter: 0, random: () => 0 });
  readonly ledger = new SpendLedger();
  readonly loop = new LoopWatch(100);
  readonly world: VirtualWorld;
  readonly generate: GenerateMonitor;
  mostAtOnce = 0;
  #atOnce = 0;

  constructor(settings: Partial<GenerateSettings> = {}, provider: Partial<ProviderSettings> = {}) {
    const targets = targetsOf(settings, provider);
    this.world = new VirtualWorld({ targets: [], answer: () => this.checks.answer });
    const { registry, pipeline, monitor, watch, clock } = this.world;
    const { schedule } = this;
    const prober = {
      generate: (_: ProviderSettings, __: GenerateSettings, signal: AbortSignal) => this.#answer(signal),
    };
    const parts = { registry, pipeline, schedule, prober, ledger: this.ledger, loop: this.loop };
    this.generate = new GenerateMonitor(parts, clock);
    monitor.lead(this.generate);
    watch.lead(this.generate);
    this.world.apply(targets);
  }

  /** Goes on with other settings. */
  apply(
    settings: Partial<GenerateSettings> | null,
    provider: Partial<ProviderSettings> = {},
    isMonitoring = true,
  ): void {
    this.world.apply(targetsOf(settings, provider), isMonitoring);
  }

  get standing() {
    return this.world.state('openai').generate;
  }

  codes(id = 'openai'): string[] {
    return this.world.state(id).verdict.reasons.map(({ code }) => code);
  }

  status(id = 'openai'): string {
    return this.world.state(id).verdict.status;
  }

  #answer(signal: AbortSignal): Promise<GenerateResult> {
    this.askedAtMs.push(this.world.elapsedMs);
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.#atOnce);
    const { promise, resolve } = Promise.withResolvers<GenerateResult>();
    signal.addEventListener('abort', () => resolve(this.#result('cancelled')));
    if (!this.completions.hangs) resolve(this.#result(this.completions.failure));
    return promise.finally(() => this.#atOnce--);
  }

  #result(failure: FailureKind | null): GenerateResult {
    const { inputTokens, outputTokens } = this.completions;
    const usage = failure === null ? { inputTokens, outputTokens, ttftMs: 200, latencyMs: 400 } : {};
    const detail = failure === null ? null : 'as told';
    const isBillable = failure === null;
    return {
      ...NOTHING_HEARD,
      ok: failure === null,
      failure,
      detail,
      finishReason: 'stop',
      isBillable,
      ...usage,
    };
  }
}

function targetsOf(
  settings: Partial<GenerateSettings> | null,
  provider: Partial<ProviderSettings>,
): Target[] {
  const generate = settings === null ? null : generateSettings(settings);
  const models = ['gpt-5-mini', 'gpt-5'];
  const built = buildProvider({ id: 'openai', apiKey: new Secret('sk-test'), models, generate, ...provider });
  return [buildTarget({ provider: built }), ...models.map((model) => buildModelTarget(built, model))];
}
