import { InputError } from '@backstage/errors';
import {
  MAX_LICENSE_FILE_BYTES,
  MAX_REVOCATION_LIST_BYTES,
} from '@thetasecure/backstage-plugin-license-node';
import express, { Request, Response } from 'express';
import { z } from 'zod';
import { HttpError } from './errors';
import { parse } from './parse';

const AS_SENT = { type: () => true, inflate: false };

/** The request that a body is of, and its response. */
interface Exchange {
  req: Request;
  res: Response;
}

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

/** @throws 413 for a body that is too large; 415 for a compressed one */
async function read(
  kind: keyof typeof KINDS,
  { req, res }: Exchange,
): Promise<unknown> {
  const { reader, tooLarge } = KINDS[kind];
  await new Promise<void>((resolve, reject) => {
    reader(req, res, error =>
      error ? reject(toError(error, tooLarge)) : resolve(),
    );
  });
  return req.body;
}

/**
 * Reads the bytes of an uploaded file, whatever their content type.
 *
 * @throws 413 over 64 KiB, or 1 MiB for a revocation list; 415 for a compressed body
 */
export async function readFile(
  kind: 'license' | 'revocations',
  exchange: Exchange,
): Promise<Uint8Array> {
  const body = await read(kind, exchange);
  return Buffer.isBuffer(body) ? body : new Uint8Array();
}

/**
 * Reads a JSON body.
 *
 * @throws 413 over 16 KiB, or 1 MiB for a large one; 415 for a compressed body; an `InputError` for what is no JSON, or
 * not as the schema says
 */
export async function readJson<T extends z.ZodType>(
  schema: T,
  exchange: Exchange,
  kind: 'json' | 'largeJson' = 'json',
): Promise<z.output<T>> {
  return parse(schema, await read(kind, exchange), 'member');
}
