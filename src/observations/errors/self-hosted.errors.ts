import type { ErrorRule, VendorErrors } from './error-rule.ts';

const BUSY: ErrorRule = {
  failure: 'overloaded',
  message: /maximum pending requests exceeded|model is overloaded|no slot available/i,
};

const wrongHost = (note: string): ErrorRule => ({
  failure: 'permission',
  status: [403],
  note,
  refusesEverybody: true,
});

/** llama.cpp, TGI, TEI, Gradio: a 503 is a busy queue, a loading model or a dead engine. */
export const SELF_HOSTED_ERRORS: VendorErrors = { byBody: [BUSY], byStatus: [] };

/** Bound to loopback it refuses any other name in `Host`, with an empty 403. */
export const OLLAMA_ERRORS: VendorErrors = {
  byBody: [BUSY],
  byStatus: [wrongHost('Ollama refuses this host name; set OLLAMA_HOST where it runs')],
};

/** Refuses an `Origin` or `Host` that is not its own. */
export const COMFYUI_ERRORS: VendorErrors = {
  byBody: [BUSY],
  byStatus: [wrongHost('ComfyUI refuses this host name or origin')],
};

/** A 503 of `/health` means that the engine has died under the server. */
export const VLLM_ERRORS: VendorErrors = {
  byBody: [BUSY],
  byStatus: [{ failure: 'server_error', status: [503], note: 'its engine may be dead' }],
};

/** Text Generation Inference; its health check is a small generation. */
export const TGI_ERRORS: VendorErrors = {
  byBody: [BUSY, { failure: 'server_error', code: ['healthcheck'], note: 'its model does not answer' }],
  byStatus: [],
};
