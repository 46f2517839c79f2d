import type { VendorErrors } from './error-rule.ts';

/** https://api-docs.deepseek.com/quick_start/error_codes: a 503 means overloaded, whatever its body. */
export const DEEPSEEK_ERRORS: VendorErrors = {
  byBody: [],
  byStatus: [{ failure: 'overloaded', status: [503] }],
};
