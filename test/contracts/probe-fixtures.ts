import type { WebSocket } from 'ws';
import { json, text, type Answer } from './loopback-server.ts';

/** What a healthy server of one kind answers, and how its probe is to be told that something is wrong. */
export interface ProbeFixture {
  readonly kind: string;
  /** Path behind the server's address in `base_url`. */
  readonly basePath: string;
  /** A healthy server, by path. */
  readonly healthy: Readonly<Record<string, Answer>>;
  /** What it sends on a new WebSocket, where it has one. */
  readonly greet?: (socket: WebSocket) => void;
  /** The header that carries the key, and how. */
  readonly keyHeader: readonly [name: string, value: (key: string) => string];
  /** The path that needs the key: where faults are injected at `auth`. */
  readonly keyedPath: string;
  /** The path asked first: where faults are injected at `reach`. */
  readonly firstPath: string;
  /** What both levels must learn from a healthy server. */
  readonly learns: { readonly version?: string; readonly models?: readonly string[] };
  /** Whether a 2xx must be the JSON that the API promises. */
  readonly readsJson: boolean;
  /** A body larger than any limit is a fault; else it is cut, and only its connection goes. */
  readonly refusesLargeBody: boolean;
  /** The kind's own promise is the status: what falls short of it is broken, key or no key. */
  readonly expectsStatus?: true;
}

const bearer = ['authorization', (key: string) => `Bearer ${key}`] as const;

function modelList(kind: string, basePath: string, path: string, body: unknown): ProbeFixture {
  return {
    kind,
    basePath,
    healthy: { [path]: json(200, body) },
    keyHeader: bearer,
    keyedPath: path,
    firstPath: path,
    learns: { models: ['model-a', 'model-b'] },
    readsJson: true,
    refusesLargeBody: true,
  };
}

const openAiList = {
  object: 'list',
  data: [
    { id: 'model-a', object: 'model' },
    { id: 'model-b', object: 'model' },
  ],
};
const anthropicList = {
  data: [
    { type: 'model', id: 'model-a' },
    { type: 'model', id: 'model-b' },
  ],
  has_more: false,
};
const googleList = { models: [{ name: 'models/model-a' }, { name: 'models/model-b' }] };

function selfHosted(
  kind: string,
  fixture: Partial<ProbeFixture> & Pick<ProbeFixture, 'healthy' | 'firstPath'>,
): ProbeFixture {
  return {
    kind,
    basePath: '',
    keyHeader: bearer,
    keyedPath: fixture.firstPath,
    learns: {},
    readsJson: true,
    refusesLargeBody: true,
    ...fixture,
  };
}

export const PROBE_FIXTURES: readonly ProbeFixture[] = [
  modelList('openai', '/v1', '/v1/models', openAiList),
  {
    ...modelList('anthropic', '', '/v1/models', anthropicList),
    keyHeader: ['x-api-key', (key) => key],
  },
  {
    ...modelList('google', '', '/v1beta/models', googleList),
    keyHeader: ['x-goog-api-key', (key) => key],
  },
  modelList('deepseek', '', '/models', openAiList),
  modelList('qwen', '/compatible-mode/v1', '/compatible-mode/v1/models', openAiList),
  modelList('cursor', '/v1', '/v1/models', { items: [{ id: 'model-a' }, { id: 'model-b' }] }),
  modelList('openai_compatible', '/gateway/v1', '/gateway/v1/models', openAiList.data),
  selfHosted('litellm', {
    healthy: {
      '/health/liveliness': json(200, "I'm alive!"),
      '/health/readiness': json(200, { status: 'connected', db: 'connected', litellm_version: '1.80.0' }),
      '/v1/models': json(200, openAiList),
    },
    firstPath: '/health/liveliness',
    keyedPath: '/v1/models',
    learns: { version: '1.80.0' },
  }),
  selfHosted('ollama', {
    healthy: {
      '/api/version': json(200, { version: '0.12.0' }),
      '/api/tags': json(200, { models: [{ name: 'model-a' }, { name: 'model-b' }] }),
      '/api/ps': json(200, { models: [{ name: 'model-a', size_vram: 1024 }] }),
    },
    firstPath: '/api/version',
    keyedPath: '/api/tags',
    learns: { version: '0.12.0', models: ['model-a', 'model-b'] },
  }),
  selfHosted('vllm', {
    basePath: '/v1',
    healthy: {
      '/health': text(200, ''),
      '/version': json(200, { version: '0.11.0' }),
      '/v1/models': json(200, openAiList),
    },
    firstPath: '/v1/models',
    keyedPath: '/v1/models',
    learns: { version: '0.11.0', models: ['model-a', 'model-b'] },
  }),
  selfHosted('llamacpp', {
    basePath: '/v1',
    healthy: {
      '/health': json(200, { status: 'ok' }),
      '/v1/models': json(200, openAiList),
      '/props': json(200, { build_info: 'b7000-1a2b3c', total_slots: 4, model_path: '/canary/model.gguf' }),
    },
    firstPath: '/health',
    keyedPath: '/v1/models',
    learns: { version: 'b7000-1a2b3c', models: ['model-a', 'model-b'] },
  }),
  selfHosted('tgi', {
    healthy: {
      '/health': text(200, ''),
      '/info': json(200, { model_id: 'model-a', served_model_name: 'model-b', version: '3.3.6' }),
    },
    firstPath: '/info',
    learns: { version: '3.3.6', models: ['model-a', 'model-b'] },
  }),
  selfHosted('comfyui', {
    greet: (socket) => {
      const status = { exec_info: { queue_remaining: 2 } };
      socket.send(JSON.stringify({ type: 'status', data: { status, sid: 'x' } }));
    },
    healthy: {
      '/system_stats': json(200, {
        system: { comfyui_version: '0.3.60', argv: ['--secret', 'argv-canary'] },
        devices: [{ name: 'cuda:0', type: 'cuda', vram_total: 8, vram_free: 4 }],
      }),
      '/prompt': json(200, { exec_info: { queue_remaining: 2 } }),
    },
    firstPath: '/system_stats',
    learns: { version: '0.3.60' },
  }),
  selfHosted('gradio', {
    healthy: {
      '/config': json(200, { version: '5.29.0', api_prefix: '/gradio_api', title: 'WanGP', components: [] }),
      '/gradio_api/app_id': json(200, { app_id: 42 }),
      '/gradio_api/queue/status': json(200, { msg: 'estimation', queue_size: 3, rank_eta: null }),
    },
    firstPath: '/config',
    learns: { version: '5.29.0' },
    refusesLargeBody: false,
  }),
  selfHosted('http', {
    healthy: { '/': text(200, 'fine') },
    firstPath: '/',
    readsJson: false,
    refusesLargeBody: false,
    expectsStatus: true,
  }),
];
