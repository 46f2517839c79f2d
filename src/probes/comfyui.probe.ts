import { z } from 'zod';
import { jsonBody } from './body-reader.ts';
import { EndpointProbe } from './endpoint-probe.ts';
import { bearer, type Endpoint } from './endpoint.ts';
import type { HttpExchange } from './http-exchange.ts';
import type { Probe } from './probe.ts';

const SystemStats = z.object({
  system: z.object({ comfyui_version: z.string().nullish() }),
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

const queue: Endpoint = {
  path: '/prompt',
  isOptional: true,
  read: jsonBody(Queue, ({ exec_info }) => ({
    capabilities: { queue_remaining: exec_info.queue_remaining },
  })),
};

export function comfyUiProbe(http: HttpExchange): Probe {
  const endpoints = { reach: [systemStats, queue], auth: [systemStats, queue] };
  return new EndpointProbe(http, { kinds: ['comfyui'], keyHeaders: bearer, endpoints });
}
