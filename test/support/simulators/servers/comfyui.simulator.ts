import { runAlone } from '../provider-simulator.ts';
import { emptyAnswer, get, openToAll, plainError, selfHosted } from './server-wire.ts';
import type { Call, Vendor } from '../vendor.ts';
import { jsonAnswer } from '../wire.ts';

const queueOf = ({ queueSize }: Call) => ({ exec_info: { queue_remaining: queueSize } });

/** `argv` holds what must never be shown. */
export const comfyui: Vendor = selfHosted(
  {
    id: 'comfyui',
    defaultModels: [],
    version: '0.3.60',
    isOpen: openToAll,
    greeting: (call) =>
      JSON.stringify({
        type: 'status',
        data: { status: queueOf(call), sid: call.request.query.get('clientId') },
      }),
    routes: [
      get(/\/system_stats$/, ({ version }) =>
        jsonAnswer(200, {
          system: {
            os: 'posix',
            comfyui_version: version,
            pytorch_version: '2.9.0',
            argv: ['main.py', '--listen', '--secret-canary'],
          },
          devices: [
            { name: 'cuda:0', type: 'cuda', index: 0, vram_total: 24_000_000_000, vram_free: 20_000_000_000 },
          ],
        }),
      ),
      get(/\/prompt$/, (call) => jsonAnswer(200, queueOf(call))),
    ],
  },
  plainError,
  { permission: emptyAnswer(403) },
);

if (import.meta.main) await runAlone(comfyui);
