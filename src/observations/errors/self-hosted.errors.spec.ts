import { describeErrors } from '../../../test/support/describe-errors.ts';
import { SELF_HOSTED_ROWS } from '../../../test/support/vendor-errors/self-hosted.rows.ts';

describeErrors('Self-hosted', SELF_HOSTED_ROWS);
