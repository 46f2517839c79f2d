import type { VendorErrors } from './error-rule.ts';

/** https://console.groq.com/docs/errors: 498 is the flex tier's capacity, worth another try. */
export const GROQ_ERRORS: VendorErrors = {
  byBody: [{ failure: 'rate_limited', code: ['capacity_exceeded'] }],
  byStatus: [{ failure: 'rate_limited', status: [498] }],
};
