export { inSeconds, millisecondsOf, type Span } from '../../../src/alerts/rehearsal/span.ts';
