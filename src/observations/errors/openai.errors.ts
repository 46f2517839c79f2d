import type { VendorErrors } from './error-rule.ts';

/** https://platform.openai.com/docs/guides/error-codes */
export const OPENAI_ERRORS: VendorErrors = {
  byBody: [
    {
      failure: 'permission',
      status: [401],
      message: /\bip\b.*not authorized|insufficient permissions|missing scopes/i,
    },
    {
      failure: 'permission',
      code: ['unsupported_country_region_territory', 'account_deactivated', 'missing_scope'],
    },
  ],
  byStatus: [],
};
