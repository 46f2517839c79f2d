import type { VendorErrors } from './error-rule.ts';

/** https://docs.claude.com/en/api/errors; spend limits of one's own come as a bad request with nothing but a sentence. */
export const ANTHROPIC_ERRORS: VendorErrors = {
  byBody: [
    {
      failure: 'quota_exhausted',
      code: [
        'enforced_spend_limit_reached',
        'contract_spend_limit_reached',
        'linked_organization_billing_unavailable',
        'linked_organization_spend_limit_reached',
      ],
    },
    {
      failure: 'quota_exhausted',
      message: /credit balance is too low|specified (api )?usage limits|spend limit/i,
    },
    { failure: 'permission', code: ['organization_on_hold'] },
    { failure: 'rate_limited', code: ['ramp_limit_exceeded'] },
    { failure: 'timeout', status: [408], code: ['timeout_error'] },
    { failure: 'server_error', code: ['api_error', 'timeout_error'] },
  ],
  byStatus: [],
};
