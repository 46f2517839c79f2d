import { z } from 'zod';
import { jsonBody, type BodyReader } from './body-reader.ts';
import { EndpointProbe } from './endpoint-probe.ts';
import { bearer, type Endpoint } from './endpoint.ts';
import type { HttpExchange } from './http-exchange.ts';
import type { Probe } from './probe.ts';

/** chosen: version, title and prefix stand before the components, which can be megabytes (Wan2GP). */
const CONFIG_HEAD_BYTES = 64 * 1024;

function textField(text: string, name: string): string | null {
  return new RegExp(`"${name}"\\s*:\\s*"([^"\\\\]{0,200})"`).exec(text)?.[1] ?? null;
}

/** The head of a JSON object that is too large to be read whole. */
const readConfigHead: BodyReader = (_json, text) => {
  const version = textField(text, 'version');
  if (!text.trimStart().startsWith('{') || version === null) return { problem: 'no Gradio configuration' };
  return { lesson: { version, capabilities: { title: textField(text, 'title') } }, problem: null };
};

const config: Endpoint = {
  path: '/config',
  maxBodyBytes: CONFIG_HEAD_BYTES,
  onLargerBody: 'cut',
  read: readConfigHead,
};

/** Changes when the server restarts. Gradio 5 and later. */
const appId: Endpoint = {
  path: '/gradio_api/app_id',
  isOptional: true,
  read: jsonBody(z.object({ app_id: z.union([z.string(), z.number()]) }), ({ app_id }) => ({
    capabilities: { app_id: String(app_id) },
  })),
};

export function gradioProbe(http: HttpExchange): Probe {
  const endpoints = { reach: [config, appId], auth: [config, appId] };
  return new EndpointProbe(http, { kinds: ['gradio'], keyHeaders: bearer, endpoints });
}
