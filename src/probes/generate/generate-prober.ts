import { setTimeout as nextTimers } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Dispatcher } from 'undici';
import type { Clock } from '../../clock/clock.ts';
import { readRateLimit } from '../../observations/rate-limit-headers.ts';
import type { GenerateSettings, ProviderSettings } from '../../settings/settings.ts';
import { requestHeaders } from '../request-address.ts';
import { secretsOf, withoutSecrets } from '../secrets.ts';
import { Completion, type StreamPart } from './completion.ts';
import { NOTHING_HEARD, type GenerateResult } from './generate-result.ts';
import { requestFor, type GenerateRequest } from './generate-request.ts';
import { isBillable, NO_TROUBLE, troubleOf, type Heard } from './judgement.ts';
import { Patience } from './patience.ts';
import { ASKS, keyHeaders, sdkBaseUrl } from './sdk-asks.ts';
import type { Ask } from './sdk-call.ts';
import { SdkExchange } from './sdk-exchange.ts';

/** chosen: a stream that is silent for half of what the whole answer may take has stalled. */
const STALL_SHARE = 0.5;
/** The SDKs want a timeout of their own; ours comes first. */
const SDK_GRACE_MS = 1_000;
/** chosen: names of reasons, codes and ids are shorter; a clause of evidence is read in a table cell. */
const LONGEST_NAME = 80;
const LONGEST_DETAIL = 200;

/**
 * Asks for completions as an application does: through the vendor's own SDK, with its retries off. What the SDK hears
 * travels over our own exchange, and what came is judged by us.
 */
export class GenerateProber {
  readonly #dispatcher: Dispatcher;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #log = new Logger('GenerateProber');

  /** `random` gives numbers in [0, 1), for challenges. */
  constructor(dispatcher: Dispatcher, clock: Clock, random: () => number) {
    this.#dispatcher = dispatcher;
    this.#clock = clock;
    this.#random = random;
  }

  /** Asks once, and answers in time; never rejects. When `signal` aborts it answers promptly with `cancelled`. */
  async generate(
    provider: ProviderSettings,
    generate: GenerateSettings,
    signal: AbortSignal,
  ): Promise<GenerateResult> {
    try {
      const request = requestFor(provider, generate, this.#random);
      const ask = await ASKS[request.api]();
      // Loading holds up the loop the first time (measured: 0.3 s): what was waiting comes first, and is no part of it.
      await nextTimers(0);
      return await this.#call(ask, { provider, request, timeoutMs: generate.timeoutMs, signal });
    } catch (error) {
      this.#logDefect(provider, error);
      const detail = 'probe defect';
      return { ...NOTHING_HEARD, ok: false, failure: 'invalid_response', detail, isLocal: true };
    }
  }

  async #call(ask: Ask, { provider, request, timeoutMs, signal }: Call): Promise<GenerateResult> {
    const { url: baseUrl, query } = sdkBaseUrl(provider.kind, provider.baseUrl);
    const patience = new Patience({ timeoutMs, stallMs: timeoutMs * STALL_SHARE }, signal);
    const exchange = this.#exchange(provider, request, { patience, query });
    const completion = new Completion();
    const startedMs = this.#clock.monotonicMs();
    const passedMs = () => this.#clock.monotonicMs() - startedMs;
    try {
      const parts = ask({
        ...request,
        baseUrl,
        fetch: exchange.fetch,
        signal: patience.signal,
        timeoutMs: timeoutMs + SDK_GRACE_MS,
      });
      const hasThrown = await this.#listen(patience, parts, (part) => completion.add(part, passedMs()));
      const impatience = patience.failure;
      const heard = { request, exchange, completion, impatience, hasThrown, now: this.#clock.now() };
      return resultOf(heard, passedMs(), secretsOf(provider));
    } finally {
      patience.release();
      exchange.close();
    }
  }

  #exchange(
    provider: ProviderSettings,
    { api }: GenerateRequest,
    { patience, query }: { patience: Patience; query: string },
  ): SdkExchange {
    const key = keyHeaders(api, provider.apiKey?.reveal() ?? null);
    return new SdkExchange({
      dispatcher: this.#dispatcher,
      patience,
      headers: requestHeaders(key, provider.headers),
      query,
      secrets: secretsOf(provider),
    });
  }

  /** Whether the SDK gave up; what it threw is told better by the wire. */
  async #listen(
    patience: Patience,
    parts: AsyncIterable<StreamPart>,
    onPart: (part: StreamPart) => void,
  ): Promise<boolean> {
    try {
      await patience.within(readAll(parts, onPart));
      return false;
    } catch (error) {
      this.#log.debug({ msg: 'sdk gave up', error: error instanceof Error ? error.name : typeof error });
      return true;
    }
  }

  #logDefect(provider: ProviderSettings, error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#log.error({
      msg: 'probe defect',
      target_id: provider.id,
      kind: provider.kind,
      error: withoutSecrets(text, secretsOf(provider)),
    });
  }
}

interface Call {
  readonly provider: ProviderSettings;
  readonly request: GenerateRequest;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

async function readAll<Part>(parts: AsyncIterable<Part>, onPart: (part: Part) => void): Promise<void> {
  for await (const part of parts) onPart(part);
}

function resultOf(heard: Heard, latencyMs: number, secrets: readonly string[]): GenerateResult {
  const { exchange, completion } = heard;
  const trouble = troubleOf(heard);
  const shown = (text: string | null, longest: number) =>
    withoutSecrets(text, secrets)?.slice(0, longest) ?? null;
  const { failure, detail, vendorCode, retryAfterMs, isLocal, isStarting } = trouble ?? NO_TROUBLE;
  return {
    ok: trouble === null,
    failure,
    retryAfterMs,
    isLocal,
    isStarting,
    detail: shown(detail, LONGEST_DETAIL),
    vendorCode: shown(vendorCode, LONGEST_NAME),
    latencyMs: failure === 'cancelled' ? null : latencyMs,
    ttftMs: completion.firstTokenMs,
    inputTokens: completion.inputTokens,
    outputTokens: completion.outputTokens,
    finishReason: shown(completion.finish?.reason ?? null, LONGEST_NAME),
    httpStatus: exchange.status,
    requestId: exchange.requestId ?? shown(completion.responseId, LONGEST_NAME),
    rateLimit: readRateLimit(exchange.headers, heard.now),
    isBillable: isBillable(heard),
  };
}
