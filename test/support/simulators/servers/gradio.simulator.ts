import { runAlone } from '../provider-simulator.ts';
import { get, plainError, selfHosted } from './server-wire.ts';
import type { Vendor } from '../vendor.ts';
import { jsonAnswer } from '../wire.ts';

const LOGIN = jsonAnswer(401, { detail: { error: 'Not authenticated', auth_message: null } });

/** Told to be of version 4 it has no prefix, as Gradio had none then. */
const prefixOf = (version: string): string => (Number.parseInt(version, 10) >= 5 ? '/gradio_api' : '');

/** Wan2GP, which is built with Gradio. */
export const gradio: Vendor = selfHosted(
  {
    id: 'gradio',
    defaultModels: [],
    version: '5.29.0',
    // The run of the server is told to everybody.
    isOpen: ({ path }, isLocked) => !isLocked || path.endsWith('/app_id'),
    routes: [
      get(/\/config$/, ({ version }) => {
        const prefix = prefixOf(version);
        const head = { version, ...(prefix === '' ? {} : { api_prefix: prefix }), mode: 'blocks' };
        return jsonAnswer(200, { ...head, title: 'WanGP v8.2', enable_queue: true, components: [] });
      }),
      get(/^(\/gradio_api)?\/app_id$/, ({ run }) => jsonAnswer(200, { app_id: 1_000 + run })),
      get(/^(\/gradio_api)?\/queue\/status$/, ({ queueSize }) =>
        jsonAnswer(200, {
          msg: 'estimation',
          event_id: null,
          rank: null,
          queue_size: queueSize,
          rank_eta: queueSize * 12.5,
        }),
      ),
    ],
  },
  plainError,
  { no_key: LOGIN, wrong_key: LOGIN },
);

if (import.meta.main) await runAlone(gradio);
