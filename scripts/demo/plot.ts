import type { Actor, Cue } from './stage.ts';

/** One thing that befalls one actor, and how it ends. */
export interface Chapter {
  readonly fromSeconds: number;
  /** Null for what does not end within the story. */
  readonly untilSeconds: number | null;
  readonly actor: Actor;
  readonly begins: Cue;
  readonly ends: Cue | null;
  /** What happens, in a few words. */
  readonly says: string;
  /** What is said when it ends. */
  readonly saysLast: string;
  /** Path of the API where it shows. */
  readonly see: string;
}

export const STORY_SECONDS = 375;

type Times = readonly [fromSeconds: number, untilSeconds: number | null];

function told(times: Times, actor: Actor, says: string, begins: Cue): Chapter {
  const [fromSeconds, untilSeconds] = times;
  const see = `/health/integration/providers/${actor.split(' ')[0]}`;
  return { fromSeconds, untilSeconds, actor, begins, ends: null, says, saysLast: 'works again', see };
}

function fails(times: Times, actor: Actor, says: string, fault: object): Chapter {
  return {
    ...told(times, actor, says, { route: 'POST fault', body: fault }),
    ends: { route: 'DELETE fault' },
  };
}

const INCIDENTS = '/health/integration/incidents';

/** Long enough each that the status is confirmed, also at four times the pace. */
const VENDORS: readonly Chapter[] = [
  fails([20, 60], 'openai', 'answers 500 to everything', { fault: '500' }),
  fails([45, 85], 'anthropic', 'is overloaded (529)', { fault: 'overloaded' }),
  fails([70, 110], 'google', 'rejects the key (400, API_KEY_INVALID)', { fault: 'wrong_key' }),
  fails([95, 130], 'deepseek', 'limits the rate (429 with a retry-after)', { fault: '429', retry_after: 15 }),
  fails([110, 150], 'qwen', 'answers after 2.4 s', { fault: 'slow', ms: 2_400 }),
  fails([125, 185], 'cursor', 'takes requests and never answers', { fault: 'hang' }),
];

const SERVERS: readonly Chapter[] = [
  fails([30, 70], 'llamacpp', 'loads its model: starting, not down', { fault: 'loading' }),
  {
    ...told([55, 365], 'ollama', 'is another version', {
      route: 'POST version',
      body: { version: '0.12.1' },
    }),
    ends: { route: 'POST version', body: { version: '0.12.0' } },
    saysLast: 'is the version of before',
  },
  told([60, null], 'gradio', 'was restarted (another app_id)', { route: 'POST restart' }),
  fails([80, 120], 'comfyui', 'opens its WebSocket and says nothing', {
    fault: 'hang_body',
    path_contains: '/ws',
  }),
  fails([100, 140], 'vllm', 'has a dead engine (503)', { fault: '503' }),
  fails([135, 175], 'tgi', 'has a full queue (429, model is overloaded)', { fault: 'overloaded' }),
  fails([150, 190], 'litellm', 'shuts down (503)', { fault: '503' }),
  {
    ...told([160, 200], 'gradio', 'has forty in its queue', { route: 'POST queue', body: { size: 40 } }),
    ends: { route: 'POST queue', body: { size: 1 } },
    saysLast: 'has one in its queue',
  },
  {
    ...told([170, 210], 'ollama', 'takes its model out of memory', {
      route: 'POST loaded',
      body: { models: [] },
    }),
    ends: { route: 'POST loaded', body: { models: ['qwen3:8b'] } },
    saysLast: 'has its model in memory again',
  },
];

const LATE_MODELS = { 'gpt-5-mini': inDays(9) };

const MODELS: readonly Chapter[] = [
  {
    ...told([75, 180], 'openai', `gives gpt-5-mini up on ${LATE_MODELS['gpt-5-mini']}`, {
      route: 'POST retiring',
      body: { models: LATE_MODELS },
    }),
    ends: { route: 'POST retiring', body: { models: {} } },
    saysLast: 'keeps gpt-5-mini after all',
  },
  {
    ...told([135, 185], 'google', 'lists gemini-2.5-flash no more', {
      route: 'POST models',
      body: { models: ['gemini-3-flash'] },
    }),
    ends: { route: 'POST models', body: { models: ['gemini-2.5-flash', 'gemini-3-flash'] } },
    saysLast: 'lists gemini-2.5-flash again',
    see: '/health/integration/providers/google%2Fgemini-2.5-flash',
  },
  {
    ...fails([190, 240], 'anthropic', 'has a green models list, and no completion works', {
      fault: '500',
      path_contains: '/v1/messages',
    }),
    saysLast: 'completes again',
  },
];

const PAGES: readonly Chapter[] = [
  fails([195, 265], 'openai', 'is overloaded (503), and its page says that all is well', {
    fault: 'overloaded',
  }),
  {
    ...told(
      [225, 360],
      'openai page',
      'opens an incident, after we knew: see lead_seconds once the page was read (it is asked once a minute)',
      { route: 'POST incidents', body: { id: 'demo', title: 'Elevated error rates', impact: 'major' } },
    ),
    ends: { route: 'POST incidents/resolve', body: { id: 'demo' } },
    saysLast: 'resolves its incident',
    see: INCIDENTS,
  },
  {
    ...told(
      [20, 330],
      'deepseek page',
      'reports a degraded component: advice, which degrades and never takes out of use',
      { route: 'POST components', body: { id: 'api', status: 'degraded' } },
    ),
    ends: { route: 'POST components', body: { id: 'api', status: 'operational' } },
    saysLast: 'reports that all is well',
  },
  fails([210, 300], 'google page', 'is gone (404): its source is dead, the provider is not', {
    fault: 'not_found',
  }),
];

const ALL_AT_ONCE: readonly Chapter[] = [
  fails([280, 330], 'deepseek', 'resets every connection', { fault: 'reset' }),
  fails([285, 345], 'openai', 'answers 200 with a web page', { fault: 'html_200' }),
  fails([290, 340], 'anthropic', 'says that the credit is used up (400)', { fault: 'quota' }),
  {
    ...fails([295, 335], 'google', 'is overloaded (503): Chat has nobody left', { fault: 'overloaded' }),
    see: '/health/integration/graph',
  },
  fails([300, 340], 'qwen', 'refuses connections', { fault: 'refuse' }),
];

export const STORY: readonly Chapter[] = [
  ...VENDORS,
  ...SERVERS,
  ...MODELS,
  ...PAGES,
  ...ALL_AT_ONCE,
].toSorted((a, b) => a.fromSeconds - b.fromSeconds);

function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}
