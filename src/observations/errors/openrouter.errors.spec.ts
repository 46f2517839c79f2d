import { describeErrors } from '../../../test/support/describe-errors.ts';
import { OPENROUTER_ROWS } from '../../../test/support/vendor-errors/openrouter.rows.ts';

describeErrors('OpenRouter', OPENROUTER_ROWS);
