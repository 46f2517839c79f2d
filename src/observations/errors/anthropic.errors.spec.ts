import { describeErrors } from '../../../test/support/describe-errors.ts';
import { ANTHROPIC_ROWS } from '../../../test/support/vendor-errors/anthropic.rows.ts';

describeErrors('Anthropic', ANTHROPIC_ROWS);
