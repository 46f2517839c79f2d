import type { VendorErrors } from './error-rule.ts';

/**
 * https://api-docs.deepseek.com/quick_start/error_codes: a 503 means overloaded, whatever its body. An unknown model comes
 * as a bad request with nothing but a sentence.
 */
export const DEEPSEEK_ERRORS: VendorErrors = {
  byBody: [{ failure: 'model_unavailable', message: /^model not exist\b/i }],
  byStatus: [{ failure: 'overloaded', status: [503] }],
};
