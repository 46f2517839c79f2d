import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Target } from '../targets/target.ts';
import { jsonBody } from './body-reader.ts';
import { Deadline } from './deadline.ts';
import { EndpointProbe } from './endpoint-probe.ts';
import { bearer, type Endpoint } from './endpoint.ts';
import { firstMessage } from './first-message.ts';
import type { HttpExchange } from './http-exchange.ts';
import { badSettings, failed, type Fault } from './probe-result.ts';
import { Probe, type CheckLevel, type ProbeResult } from './probe.ts';
import { requestHeaders, urlBelow } from './request-address.ts';

const SystemStats = z.object({
  system: z.object({ comfyui_version: z.string().nullish(), pytorch_version: z.string().nullish() }),
  devices: z.array(
    z.object({ name: z.string(), type: z.string(), vram_total: z.number(), vram_free: z.number() }).partial(),
  ),
});

/** The schema keeps what is named above: `argv` shows paths, and may show secrets. */
const systemStats: Endpoint = {
  path: '/system_stats',
  read: jsonBody(SystemStats, ({ system, devices }) => ({
    version: system.comfyui_version ?? null,
    capabilities: {
      pytorch: system.pytorch_version ?? null,
      devices: devices.map(({ name, type, vram_total, vram_free }) => ({
        name,
        type,
        vram_total_bytes: vram_total,
        vram_free_bytes: vram_free,
      })),
    },
  })),
};

const Queue = z.object({ exec_info: z.object({ queue_remaining: z.number() }) });

/** The cheap way to the depth of the queue: `/queue` sends every prompt in it. */
const queue: Endpoint = {
  path: '/prompt',
  isOptional: true,
  read: jsonBody(Queue, ({ exec_info }) => ({
    capabilities: { queue_remaining: exec_info.queue_remaining },
  })),
};

const Status = z.object({
  type: z.literal('status'),
  data: z.object({ status: z.object({ exec_info: z.object({ queue_remaining: z.number() }) }) }),
});

/** What a client sees first: the state over HTTP, then the status that the server sends on a new WebSocket. */
export class ComfyUiProbe extends Probe {
  readonly kinds = ['comfyui'] as const;
  readonly #http: HttpExchange;
  readonly #endpoints: EndpointProbe;

  constructor(http: HttpExchange) {
    super();
    this.#http = http;
    const endpoints = { reach: [systemStats, queue], auth: [systemStats, queue] };
    this.#endpoints = new EndpointProbe(http, { kinds: this.kinds, keyHeaders: bearer, endpoints });
  }

  async check(target: Target, level: CheckLevel, signal: AbortSignal): Promise<ProbeResult> {
    if (!URL.canParse(target.provider.baseUrl)) return badSettings('base_url is not a URL');
    const deadline = new Deadline(target.provider.timeoutMs, signal);
    try {
      const result = await this.#endpoints.checkWithin(deadline, target, level);
      // Of an edge that asks for a key we have seen no more than that.
      if (!result.ok || result.httpStatus !== 200) return result;
      const fault = await this.#greet(target, level, deadline);
      if (fault === null) return result;
      const { latencyMs, httpStatus, requestId, rateLimit, version, capabilities } = result;
      return { ...failed({ latencyMs, httpStatus, requestId, rateLimit }, fault), version, capabilities };
    } finally {
      deadline.release();
    }
  }

  /** With a client id of its own: a repeated one would take the socket away from the client that has it. */
  async #greet({ provider }: Target, level: CheckLevel, deadline: Deadline): Promise<Fault | null> {
    const url = urlBelow(provider.baseUrl, `/ws?clientId=${randomUUID()}`);
    const key = level === 'auth' && provider.apiKey !== null ? bearer(provider.apiKey.reveal()) : {};
    const socket = this.#http.openSocket(url, requestHeaders(key, provider.headers));
    const isStatus = (message: unknown) => Status.safeParse(message).success;
    const failure = await firstMessage(socket, isStatus, deadline);
    if (failure === null) return null;
    const { detail, vendorCode, isLocal } = failure;
    const asked = `WebSocket ${url.pathname}: ${detail}`;
    return { failure: failure.failure, detail: asked, vendorCode, retryAfterMs: null, isLocal };
  }
}
