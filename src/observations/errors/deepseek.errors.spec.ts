import { describeErrors } from '../../../test/support/describe-errors.ts';
import { DEEPSEEK_ROWS } from '../../../test/support/vendor-errors/deepseek.rows.ts';

describeErrors('DeepSeek', DEEPSEEK_ROWS);
