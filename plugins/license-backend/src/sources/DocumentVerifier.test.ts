import { TrustedKeys } from '@thetasecure/backstage-plugin-license-node';
import { Vendor } from '../__testUtils__/Vendor';
import { DocumentVerifier } from './DocumentVerifier';

describe('DocumentVerifier', () => {
  it('remembers nothing of members that the format does not know', async () => {
    const vendor = await Vendor.create();
    const keys = await TrustedKeys.create([
      { jwk: vendor.publicJwk, source: 'the test' },
    ]);
    const customer = { name: 'Example Corp', email: 'it@example.com' };
    const text = await vendor.issue({
      customer: { ...customer, note: 'CANARY' },
      note: 'CANARY',
    });
    const verifier = new DocumentVerifier({});
    await verifier.verify('digest', Buffer.from(text), keys);
    const known = verifier.find('digest', keys);
    expect(known?.verified?.document).toMatchObject({ customer });
    expect(JSON.stringify(known)).not.toContain('CANARY');
  });
});
