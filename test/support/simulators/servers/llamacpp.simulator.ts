import { runAlone } from '../provider-simulator.ts';
import { get, nestedError, openOutside, selfHosted, serverRoutes } from './server-wire.ts';
import type { Vendor } from '../vendor.ts';
import { jsonAnswer } from '../wire.ts';

export const llamacpp: Vendor = selfHosted(
  {
    id: 'llamacpp',
    basePath: '/v1',
    defaultModels: ['gpt-oss-20b'],
    version: 'b7000-1a2b3c4d',
    isOpen: openOutside('/v1'),
    loading: () =>
      jsonAnswer(503, { error: { code: 503, message: 'Loading model', type: 'unavailable_error' } }),
    routes: [
      get(/\/health$/, () => jsonAnswer(200, { status: 'ok' })),
      get(/\/props$/, ({ version }) =>
        jsonAnswer(200, {
          total_slots: 4,
          model_path: '/models/gpt-oss-20b.gguf',
          build_info: version,
          modalities: { vision: false, audio: false },
          is_sleeping: false,
        }),
      ),
      ...serverRoutes(() => llamacpp),
    ],
  },
  nestedError,
);

if (import.meta.main) await runAlone(llamacpp);
