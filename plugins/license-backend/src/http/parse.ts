import { InputError } from '@backstage/errors';
import { parseRequest } from '@thetasecure/backstage-plugin-license-common';
import { z } from 'zod';

/** @throws an `InputError` that names the parameter or member at fault */
export function parse<T extends z.ZodType>(
  schema: T,
  value: unknown,
  kind: Parameters<typeof parseRequest>[2],
): z.output<T> {
  const parsed = parseRequest(schema, value, kind);
  if ('fault' in parsed) {
    throw new InputError(parsed.fault);
  }
  return parsed.value;
}
