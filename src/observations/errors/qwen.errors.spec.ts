import { describeErrors } from '../../../test/support/describe-errors.ts';
import { QWEN_ROWS } from '../../../test/support/vendor-errors/qwen.rows.ts';

describeErrors('Qwen', QWEN_ROWS);
