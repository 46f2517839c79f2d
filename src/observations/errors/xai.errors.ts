import type { VendorErrors } from './error-rule.ts';

/** Two shapes, and a bad key as 400: the sentence is all there is. */
export const XAI_ERRORS: VendorErrors = {
  byBody: [
    { failure: 'quota_exhausted', status: [402, 403, 429], message: /credits|spending limit/i },
    { failure: 'auth', status: [400, 401, 403], message: /incorrect api key|invalid api key|no api key/i },
  ],
  byStatus: [],
};
