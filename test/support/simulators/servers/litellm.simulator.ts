import { runAlone } from '../provider-simulator.ts';
import { emptyAnswer, get, nestedError, selfHosted, serverRoutes } from './server-wire.ts';
import type { Vendor } from '../vendor.ts';
import { jsonAnswer } from '../wire.ts';

/** The proxy; `/health` stands for calls that would be billed, and is counted like any request. */
export const litellm: Vendor = selfHosted(
  {
    id: 'litellm',
    defaultModels: ['gpt-5-mini', 'claude-haiku-4-5'],
    version: '1.80.0',
    isOpen: ({ path }) => /\/health\/(live|readi)/.test(path),
    routes: [
      get(/\/health\/live(liness|ness)$/, () => jsonAnswer(200, "I'm alive!")),
      get(/\/health\/readiness$/, ({ version }) =>
        jsonAnswer(200, { status: 'connected', db: 'connected', cache: null, litellm_version: version }),
      ),
      get(/\/health$/, ({ models }) =>
        jsonAnswer(200, {
          healthy_endpoints: models.map((model) => ({ model })),
          unhealthy_endpoints: [],
          healthy_count: models.length,
          unhealthy_count: 0,
        }),
      ),
      ...serverRoutes(() => litellm),
    ],
    headers: ({ requestId, version }) => ({ 'x-litellm-call-id': requestId, 'x-litellm-version': version }),
  },
  nestedError,
  {
    unavailable: jsonAnswer(503, { status: 'shutting_down' }),
    wrong_key: jsonAnswer(401, {
      error: {
        message: 'Authentication Error, Invalid proxy server token passed',
        type: 'auth_error',
        param: 'None',
        code: '401',
      },
    }),
    quota: jsonAnswer(400, {
      error: {
        message: 'ExceededBudget: key over budget',
        type: 'budget_exceeded',
        param: null,
        code: '400',
      },
    }),
    overloaded: jsonAnswer(429, {
      error: {
        message: 'No deployments available for selected model',
        type: 'None',
        param: 'None',
        code: '429',
      },
    }),
    unknown_path: { ...emptyAnswer(404), content: { kind: 'json', json: { detail: 'Not Found' } } },
  },
);

if (import.meta.main) await runAlone(litellm);
