import { z } from 'zod';
import { jsonBody, type BodyReader } from './body-reader.ts';
import { EndpointProbe } from './endpoint-probe.ts';
import { bearer, type Endpoint } from './endpoint.ts';
import type { HttpExchange } from './http-exchange.ts';
import type { Capabilities, Probe } from './probe.ts';

/** chosen: version, title and prefix stand before the components, which can be megabytes (Wan2GP). */
const CONFIG_HEAD_BYTES = 64 * 1024;

function textField(text: string, name: string): string | null {
  return new RegExp(`"${name}"\\s*:\\s*"([^"\\\\]{0,200})"`).exec(text)?.[1] ?? null;
}

/** The head of a JSON object that is too large to be read whole. Before Gradio 5 there was no prefix. */
const readConfigHead: BodyReader = (_json, text) => {
  const version = textField(text, 'version');
  if (!text.trimStart().startsWith('{') || version === null) return { problem: 'no Gradio configuration' };
  const title = textField(text, 'title');
  const capabilities = {
    title,
    app: /wan\s?2?gp/i.test(title ?? '') ? 'wan2gp' : 'gradio',
    api_prefix: textField(text, 'api_prefix') ?? '',
  };
  return { lesson: { version, capabilities }, problem: null };
};

const config: Endpoint = {
  path: '/config',
  maxBodyBytes: CONFIG_HEAD_BYTES,
  onLargerBody: 'cut',
  read: readConfigHead,
};

const belowPrefix = (path: string) => (learnt: Capabilities) => {
  const { api_prefix: prefix } = learnt;
  return typeof prefix === 'string' && /^(\/[\w-]+)*$/.test(prefix) ? `${prefix}${path}` : path;
};

/** Changes when the server restarts; needs no login. */
const appId: Endpoint = {
  path: belowPrefix('/app_id'),
  isOptional: true,
  read: jsonBody(z.object({ app_id: z.union([z.string(), z.number()]) }), ({ app_id }) => ({
    instanceId: String(app_id),
  })),
};

const Queue = z.object({ queue_size: z.number(), rank_eta: z.number().nullish() });

const queue: Endpoint = {
  path: belowPrefix('/queue/status'),
  isOptional: true,
  read: jsonBody(Queue, ({ queue_size, rank_eta }) => ({
    capabilities: { queue_size, queue_eta_seconds: rank_eta ?? null },
  })),
};

/** Gradio 4 and 5 on, and what is built with it, as Wan2GP. Nothing here runs a model or a startup event. */
export function gradioProbe(http: HttpExchange): Probe {
  const endpoints = { reach: [config, appId, queue], auth: [config, appId, queue] };
  return new EndpointProbe(http, { kinds: ['gradio'], keyHeaders: bearer, endpoints });
}
