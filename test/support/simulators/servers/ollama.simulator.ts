import { runAlone } from '../provider-simulator.ts';
import { emptyAnswer, get, openToAll, plainError, selfHosted, serverRoutes } from './server-wire.ts';
import type { Vendor } from '../vendor.ts';
import { jsonAnswer } from '../wire.ts';

/** Its first model is in memory, unless it is told otherwise. */
export const ollama: Vendor = selfHosted(
  {
    id: 'ollama',
    defaultModels: ['qwen3:8b', 'llama3.3:latest'],
    version: '0.12.0',
    isOpen: openToAll,
    routes: [
      get(/^\/$/, () => ({
        status: 200,
        content: { kind: 'text', text: 'Ollama is running', contentType: 'text/plain' },
      })),
      get(/\/api\/version$/, ({ version }) => jsonAnswer(200, { version })),
      get(/\/api\/tags$/, ({ models }) =>
        jsonAnswer(200, { models: models.map((name) => ({ name, model: name, size: 5_000_000_000 })) }),
      ),
      get(/\/api\/ps$/, ({ loadedModels }) =>
        jsonAnswer(200, {
          models: loadedModels.map((name) => ({ name, model: name, size_vram: 5_000_000_000 })),
        }),
      ),
      ...serverRoutes(() => ollama),
    ],
  },
  plainError,
  {
    // The guard of the host name says nothing at all.
    permission: emptyAnswer(403),
    overloaded: jsonAnswer(503, {
      error: 'server busy, please try again.  maximum pending requests exceeded',
    }),
  },
);

if (import.meta.main) await runAlone(ollama);
