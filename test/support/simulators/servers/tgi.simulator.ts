import { runAlone } from '../provider-simulator.ts';
import { emptyAnswer, get, openToAll, plainError, selfHosted, serverRoutes } from './server-wire.ts';
import type { Vendor } from '../vendor.ts';
import { jsonAnswer } from '../wire.ts';

export const tgi: Vendor = selfHosted(
  {
    id: 'tgi',
    defaultModels: ['Qwen/Qwen3-8B'],
    version: '3.3.6',
    isOpen: openToAll,
    routes: [
      get(/\/(health|ping)$/, () => emptyAnswer(200)),
      get(/\/info$/, ({ models, version }) =>
        jsonAnswer(200, {
          model_id: models[0] ?? '',
          max_concurrent_requests: 128,
          max_input_tokens: 4_095,
          max_total_tokens: 4_096,
          router: 'text-generation-router',
          version,
        }),
      ),
      ...serverRoutes(() => tgi),
    ],
  },
  plainError,
  {
    unavailable: jsonAnswer(503, { error: 'unhealthy', error_type: 'healthcheck' }),
    overloaded: jsonAnswer(429, { error: 'Model is overloaded', error_type: 'overloaded' }),
    bad_request: jsonAnswer(422, { error: 'Input validation error', error_type: 'validation' }),
  },
);

if (import.meta.main) await runAlone(tgi);
