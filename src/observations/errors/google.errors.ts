import type { VendorErrors } from './error-rule.ts';

/** https://ai.google.dev/gemini-api/docs/troubleshooting; a bad key comes as 400, a spent day as 429. */
export const GOOGLE_ERRORS: VendorErrors = {
  byBody: [
    { failure: 'quota_exhausted', status: [402], code: ['resource_exhausted'] },
    { failure: 'quota_exhausted', code: /perday/ },
    { failure: 'quota_exhausted', status: [429], message: /\blimit: 0\b/i },
    { failure: 'quota_exhausted', code: ['billing_disabled'] },
    {
      failure: 'auth',
      code: ['api_key_invalid', 'api_key_expired', 'access_token_expired', 'credentials_missing'],
    },
    { failure: 'auth', status: [400], message: /api key (not valid|expired|not found)/i },
    { failure: 'permission', status: [400], code: ['failed_precondition'] },
    {
      failure: 'permission',
      code: [
        'api_key_service_blocked',
        'api_key_http_referrer_blocked',
        'api_key_ip_address_blocked',
        'service_disabled',
        'iam_permission_denied',
      ],
    },
  ],
  byStatus: [],
};
