import type { VendorErrors } from './error-rule.ts';

/** Cursor's OpenAPI description of 2026-07. */
export const CURSOR_ERRORS: VendorErrors = {
  byBody: [
    { failure: 'quota_exhausted', code: ['usage_limit_exceeded'] },
    { failure: 'auth', code: ['api_key_not_found'] },
    {
      failure: 'permission',
      code: ['plan_required', 'role_forbidden', 'feature_unavailable', 'service_account_required'],
    },
    { failure: 'server_error', code: ['upstream_error'] },
    { failure: 'overloaded', code: ['stream_unavailable'] },
  ],
  byStatus: [],
};
