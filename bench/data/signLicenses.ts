/*
 * Signs a range of licenses into a file, one JSON object a line. A process of its own, so that several can do it at
 * once.
 */
import {
  readLicenseFile,
  signLicense,
} from '@thetasecure/backstage-plugin-license-node';
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { membersOf } from './members';
import { SignedLicense, SigningOrder } from './LicenseFiles';

/** Signatures that are made at the same time. */
const IN_FLIGHT = 8;

async function sign(
  index: number,
  { privateJwk, now }: SigningOrder,
): Promise<SignedLicense> {
  const document = await signLicense(membersOf(index, now), privateJwk);
  const read = readLicenseFile(Buffer.from(document));
  if ('fault' in read) {
    throw new Error(read.fault);
  }
  const { digest, issuedAt, payload, signature } = read.file;
  return {
    licenseId: read.file.document.licenseId,
    document,
    digest,
    issuedAt,
    signed: `${signature.header}.${Buffer.from(payload).toString('base64url')}`,
    signature: signature.value,
  };
}

async function signAll(order: SigningOrder) {
  const out = createWriteStream(order.file);
  for (let index = order.from; index < order.until; index += IN_FLIGHT) {
    const count = Math.min(IN_FLIGHT, order.until - index);
    const licenses = await Promise.all(
      Array.from({ length: count }, (_, offset) => sign(index + offset, order)),
    );
    const text = licenses.map(license => `${JSON.stringify(license)}\n`);
    if (!out.write(text.join(''))) {
      await once(out, 'drain');
    }
  }
  out.end();
  await once(out, 'finish');
  process.disconnect();
}

signAll(JSON.parse(process.argv[2])).catch(error => {
  console.error(error);
  process.exit(1);
});
