import type { VendorErrors } from './error-rule.ts';

/** Ollama, vLLM, llama.cpp, TGI, TEI, ComfyUI, Gradio: a 503 is a busy queue, a loading model or a dead engine. */
export const SELF_HOSTED_ERRORS: VendorErrors = {
  byBody: [{ failure: 'overloaded', message: /maximum pending requests exceeded|model is overloaded/i }],
  byStatus: [{ failure: 'permission', status: [403], note: 'the server may not accept this host name' }],
};
