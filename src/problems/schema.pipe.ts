import { type ArgumentMetadata, Injectable, StandardSchemaValidationPipe } from '@nestjs/common';
import { fieldErrors } from './field-errors.ts';
import { type FieldError, Problem } from './problem.ts';

// chosen: a body of a thousand wrong rows is told by its first fifty
const SHOWN_ERRORS = 50;
const NAMES: Readonly<Record<ArgumentMetadata['type'], string>> = {
  body: 'body',
  query: 'query',
  param: 'path',
  custom: 'input',
};

/** Validates what a handler asks for with `@Body({ schema })`, `@Query({ schema })` or `@Param('id', { schema })`. */
@Injectable()
export class SchemaPipe extends StandardSchemaValidationPipe {
  override async transform<T = unknown>(value: T, metadata: ArgumentMetadata): Promise<T> {
    const { schema } = metadata;
    if (schema === undefined) return value;
    this.stripProtoKeys(value);
    const result = await schema['~standard'].validate(value);
    if (result.issues === undefined) return result.value as T;
    const name = NAMES[metadata.type];
    throw invalidInput(name, fieldErrors(result.issues, { name, key: metadata.data, value, schema }));
  }
}

function invalidInput(what: string, errors: readonly FieldError[]): Problem {
  const count = errors.length === 1 ? '1 field is wrong' : `${errors.length} fields are wrong`;
  return new Problem({
    status: 400,
    title: `Invalid ${what}`,
    detail: errors.length > SHOWN_ERRORS ? `${count}; the first ${SHOWN_ERRORS} are shown` : count,
    errors: errors.slice(0, SHOWN_ERRORS),
  });
}
