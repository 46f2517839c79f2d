import { describeErrors } from '../../../test/support/describe-errors.ts';
import { CURSOR_ROWS } from '../../../test/support/vendor-errors/cursor.rows.ts';

describeErrors('Cursor', CURSOR_ROWS);
