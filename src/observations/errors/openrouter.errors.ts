import type { VendorErrors } from './error-rule.ts';

/** https://openrouter.ai/docs/api-reference/errors: a 402 for calls in flight passes by itself; a 403 is moderation. */
export const OPENROUTER_ERRORS: VendorErrors = {
  byBody: [
    { failure: 'rate_limited', code: /in_flight_budget/ },
    { failure: 'content_filtered', status: [403], code: ['moderation'] },
    { failure: 'content_filtered', status: [403], message: /moderation|flagged/i },
  ],
  byStatus: [{ failure: 'overloaded', status: [503] }],
};
