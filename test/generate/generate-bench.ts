import { createDispatcher } from '../../src/probes/http-exchange.ts';
import { Logger } from '@nestjs/common';
import type { Dispatcher } from 'undici';
import { GenerateProber } from '../../src/probes/generate/generate-prober.ts';
import type { GenerateResult } from '../../src/probes/generate/generate-result.ts';
import { Secret } from '../../src/settings/secret.ts';
import { SystemClock } from '../../src/clock/clock.ts';
import type { GenerateSettings, ProviderSettings } from '../../src/settings/settings.ts';
import { CANARY_KEY, targetAt } from '../contracts/probe-targets.ts';
import { startFleet, type Fleet } from '../support/simulators/fleet.ts';
import type { VendorId } from '../support/simulators/vendor.ts';

/** One wire of one vendor that can be asked for completions. */
export interface Line {
  readonly name: string;
  readonly vendor: Exclude<VendorId, 'cursor'>;
  readonly model: string;
  readonly api?: 'responses';
}

export const LINES: readonly Line[] = [
  { name: 'openai chat', vendor: 'openai', model: 'gpt-5-mini' },
  { name: 'openai responses', vendor: 'openai', model: 'gpt-5-mini', api: 'responses' },
  { name: 'anthropic', vendor: 'anthropic', model: 'claude-haiku-4-5' },
  { name: 'google', vendor: 'google', model: 'gemini-2.5-flash' },
  { name: 'deepseek', vendor: 'deepseek', model: 'deepseek-flash' },
  { name: 'qwen', vendor: 'qwen', model: 'qwen-flash' },
];

export interface Asked {
  readonly provider?: Partial<ProviderSettings>;
  readonly generate?: Partial<GenerateSettings>;
  readonly signal?: AbortSignal;
}

export function generateSettings(overrides: Partial<GenerateSettings> = {}): GenerateSettings {
  return {
    model: 'gpt-5-mini',
    api: 'chat',
    intervalMs: 600_000,
    timeoutMs: 5_000,
    budgetUsdPerDay: 0.1,
    usdPerMillionInputTokens: 1,
    usdPerMillionOutputTokens: 10,
    prompt: null,
    challenge: false,
    maxOutputTokens: null,
    ...overrides,
  };
}

/** The real prober before the six simulated vendors, who all know the canary for a key. */
export class GenerateBench {
  readonly #dispatcher: Dispatcher = createDispatcher();
  readonly prober = new GenerateProber(this.#dispatcher, new SystemClock(), () => 0.5);
  fleet!: Fleet;

  async start(): Promise<void> {
    Logger.overrideLogger(false);
    this.fleet = await startFleet({ keys: [CANARY_KEY], tokenDelayMs: 5 });
  }

  async stop(): Promise<void> {
    await this.#dispatcher.destroy();
    await this.fleet.close();
  }

  ask(line: Line, asked: Asked = {}): Promise<GenerateResult> {
    return this.askAt(line, this.fleet.baseUrls[line.vendor], asked);
  }

  /** Nothing that comes out of it may hold the key. */
  async askAt(
    line: Line,
    baseUrl: string,
    { provider, generate, signal }: Asked = {},
  ): Promise<GenerateResult> {
    const { provider: settings } = targetAt(line.vendor, baseUrl, {
      apiKey: new Secret(CANARY_KEY),
      ...provider,
    });
    const result = await this.prober.generate(
      settings,
      generateSettings({ model: line.model, api: line.api ?? 'chat', ...generate }),
      signal ?? new AbortController().signal,
    );
    expect(JSON.stringify(result)).not.toContain('canary');
    return result;
  }
}
