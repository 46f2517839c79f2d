import type { VendorErrors } from './error-rule.ts';

/** A 429 for high demand is the region's overload, not our limit. */
export const AZURE_OPENAI_ERRORS: VendorErrors = {
  byBody: [
    { failure: 'overloaded', status: [429], message: /experiencing high demand/i },
    { failure: 'quota_exhausted', code: ['quotaexceeded'] },
    { failure: 'model_unavailable', code: ['operationnotsupported', 'modeldeprecated'] },
  ],
  byStatus: [],
};
