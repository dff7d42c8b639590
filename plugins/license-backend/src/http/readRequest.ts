import { InputError } from '@backstage/errors';
import {
  Endpoint,
  parseRequest,
} from '@thetasecure/backstage-plugin-license-common';
import {
  MAX_LICENSE_FILE_BYTES,
  MAX_REVOCATION_LIST_BYTES,
} from '@thetasecure/backstage-plugin-license-node';
import express, { Request, Response } from 'express';
import { z } from 'zod';
import { HttpError } from './errors';

const AS_SENT = { type: () => true, inflate: false };

/** No JSON reader may see files: it would hide duplicate members and broken UTF-8. */
const KINDS = {
  license: {
    reader: express.raw({ ...AS_SENT, limit: MAX_LICENSE_FILE_BYTES }),
    tooLarge:
      'The file is larger than 64 KiB. Choose the license file as the vendor sent it.',
  },
  revocations: {
    reader: express.raw({ ...AS_SENT, limit: MAX_REVOCATION_LIST_BYTES }),
    tooLarge:
      'The file is larger than 1 MiB. Choose the revocation list as the vendor sent it.',
  },
  json: {
    reader: express.json({ ...AS_SENT, limit: '16kb' }),
    tooLarge: 'The body is larger than 16 KiB. Shorten it.',
  },
  // 500 refs of 255 characters, of three bytes each, have room in it.
  largeJson: {
    reader: express.json({ ...AS_SENT, limit: '1mb' }),
    tooLarge: 'The body is larger than 1 MiB. Send it in parts.',
  },
};

/** What the body readers call a body that is too long, or compressed. */
function toError(error: { type?: string }, tooLarge: string) {
  switch (error.type) {
    case 'entity.too.large':
      return new HttpError(413, 'PayloadTooLargeError', tooLarge);
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return new HttpError(
        415,
        'UnsupportedMediaTypeError',
        'The body is encoded or compressed. Send its bytes as they are.',
      );
    case 'entity.parse.failed':
      // The reader's own error would repeat the body.
      return new InputError('The body is not JSON');
    default:
      return new InputError('The body did not arrive whole. Send it again.');
  }
}

/** @throws an `InputError` that names the parameter or member at fault */
function parse(
  schema: z.ZodType,
  value: unknown,
  kind: Parameters<typeof parseRequest>[2],
): unknown {
  const parsed = parseRequest(schema, value, kind);
  if ('fault' in parsed) {
    throw new InputError(parsed.fault);
  }
  return parsed.value;
}

/**
 * Reads what an endpoint takes besides its path: a file as the bytes that came, whatever their content type.
 *
 * @throws 413 for a body that is too large; 415 for a compressed one; an `InputError` for what is no JSON, or not as the
 * schema says
 */
export async function readRequest(
  { query, body }: Endpoint,
  req: Request,
  res: Response,
): Promise<{ query: unknown; body: unknown }> {
  const read = {
    query: query && parse(query, req.query, 'query parameter'),
    body: undefined,
  };
  if (!body) {
    return read;
  }
  const { reader, tooLarge } = KINDS[body.kind];
  await new Promise<void>((resolve, reject) => {
    reader(req, res, error =>
      error ? reject(toError(error, tooLarge)) : resolve(),
    );
  });
  if (body.schema) {
    return { ...read, body: parse(body.schema, req.body, 'member') };
  }
  return {
    ...read,
    body: Buffer.isBuffer(req.body) ? req.body : new Uint8Array(),
  };
}
