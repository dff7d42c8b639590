import { InputError } from '@backstage/errors';
import {
  MAX_LICENSE_FILE_BYTES,
  MAX_REVOCATION_LIST_BYTES,
} from '@thetasecure/backstage-plugin-license-node';
import express, { Request, RequestHandler, Response } from 'express';
import { HttpError } from './errors';

const rawReader = (limit: number) =>
  express.raw({ type: () => true, inflate: false, limit });

const readLicense = rawReader(MAX_LICENSE_FILE_BYTES);
const readRevocations = rawReader(MAX_REVOCATION_LIST_BYTES);
const jsonReader = (limit: string) =>
  express.json({ type: () => true, inflate: false, limit });

const readJson = jsonReader('16kb');
// 500 refs of 255 characters, of three bytes each, have room in it.
const readLargeJson = jsonReader('1mb');

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

async function read(
  reader: RequestHandler,
  tooLarge: string,
  req: Request,
  res: Response,
): Promise<unknown> {
  await new Promise<void>((resolve, reject) => {
    reader(req, res, error =>
      error ? reject(toError(error, tooLarge)) : resolve(),
    );
  });
  return req.body;
}

/**
 * Reads the bytes of an uploaded file, whatever their content type. No JSON reader may see them: it would hide
 * duplicate members and broken UTF-8.
 *
 * @throws 413 over 64 KiB, or 1 MiB for a revocation list; 415 for a compressed body
 */
export async function readFileBody(
  req: Request,
  res: Response,
  kind: 'license' | 'revocations' = 'license',
): Promise<Uint8Array> {
  const body =
    kind === 'license'
      ? await read(
          readLicense,
          'The file is larger than 64 KiB. Choose the license file as the vendor sent it.',
          req,
          res,
        )
      : await read(
          readRevocations,
          'The file is larger than 1 MiB. Choose the revocation list as the vendor sent it.',
          req,
          res,
        );
  return Buffer.isBuffer(body) ? body : new Uint8Array();
}

/**
 * Reads a JSON body.
 *
 * @throws 413 over 16 KiB, or 1 MiB for a large one; 415 for a compressed body
 */
export async function readJsonBody(
  req: Request,
  res: Response,
  size: 'small' | 'large' = 'small',
): Promise<unknown> {
  return size === 'small'
    ? read(readJson, 'The body is larger than 16 KiB. Shorten it.', req, res)
    : read(
        readLargeJson,
        'The body is larger than 1 MiB. Send it in parts.',
        req,
        res,
      );
}
