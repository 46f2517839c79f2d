import { runAlone } from '../provider-simulator.ts';
import { emptyAnswer, get, nestedError, openOutside, selfHosted, serverRoutes } from './server-wire.ts';
import type { Vendor } from '../vendor.ts';
import { jsonAnswer } from '../wire.ts';

/** While its model loads its port is closed: that is the fault `refuse`. */
export const vllm: Vendor = selfHosted(
  {
    id: 'vllm',
    basePath: '/v1',
    defaultModels: ['Qwen/Qwen3-8B'],
    version: '0.11.0',
    isOpen: openOutside('/v1'),
    routes: [
      get(/\/(health|ping)$/, () => emptyAnswer(200)),
      get(/\/version$/, ({ version }) => jsonAnswer(200, { version })),
      get(/\/load$/, ({ queueSize }) => jsonAnswer(200, { server_load: queueSize })),
      ...serverRoutes(() => vllm),
    ],
  },
  nestedError,
  {
    no_key: jsonAnswer(401, { error: 'Unauthorized' }),
    wrong_key: jsonAnswer(401, { error: 'Unauthorized' }),
    unavailable: emptyAnswer(503),
  },
);

if (import.meta.main) await runAlone(vllm);
