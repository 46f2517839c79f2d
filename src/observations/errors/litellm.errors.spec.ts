import { describeErrors } from '../../../test/support/describe-errors.ts';
import { LITELLM_ROWS } from '../../../test/support/vendor-errors/litellm.rows.ts';

describeErrors('LiteLLM', LITELLM_ROWS);
