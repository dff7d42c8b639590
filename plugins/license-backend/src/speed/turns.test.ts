import * as files from '@thetasecure/backstage-plugin-license-node';
import {
  describeOnDatabases,
  StartedBackend,
  startLicenseBackend,
} from '../__testUtils__/startLicenseBackend';
import { MANUAL_SCHEDULE } from '../__testUtils__/manualSchedule';
import { Vendor } from '../__testUtils__/Vendor';

jest.mock('@thetasecure/backstage-plugin-license-node', () => {
  const actual = jest.requireActual(
    '@thetasecure/backstage-plugin-license-node',
  );
  return {
    ...actual,
    checkLicenseFile: jest.fn(actual.checkLicenseFile),
    checkRevocationList: jest.fn(actual.checkRevocationList),
  };
});

const PREVIEWS = 60;

/** The signature of a file is looked at last, when everything else was read. */
const forged = (file: string) =>
  file.replace(/(?<=\.\.)[^"]{4}/, signature =>
    signature === 'AAAA' ? 'BBBB' : 'AAAA',
  );

describeOnDatabases('while large files are read', newDatabase => {
  let vendor: Vendor;
  let backend: StartedBackend;

  beforeEach(async () => {
    vendor = await Vendor.create();
    backend = await startLicenseBackend({
      knex: await newDatabase(),
      license: {
        trustedKeys: { keys: [vendor.publicJwk as never] },
        schedule: MANUAL_SCHEDULE,
      },
    });
    await backend.get('/openapi.json').expect(200);
  });
  afterEach(async () => backend.stop());

  /** How many files were read when somebody was answered who asked for something else as the first began. */
  async function readMeanwhile(
    reader: 'checkLicenseFile' | 'checkRevocationList',
    work: () => Promise<unknown>,
  ): Promise<number> {
    const mock = jest.mocked<
      (bytes: Uint8Array, keys: files.TrustedKeys) => Promise<unknown>
    >(files[reader]);
    const actual = mock.getMockImplementation()!;
    let count = 0;
    let answer: Promise<number> | undefined;
    mock.mockImplementation(async (...args) => {
      answer ??= backend
        .get('/openapi.json')
        .expect(200)
        .then(() => count);
      const checked = await actual(...args);
      count += 1;
      return checked;
    });
    await work();
    mock.mockImplementation(actual);
    return (await answer)!;
  }

  it('others are answered before a list with a bad signature is refused', async () => {
    const list = forged(
      await vendor.revoke(
        1,
        Array.from({ length: 9_000 }, (_, index) => `LIC-${index}`),
      ),
    );
    const count = await readMeanwhile('checkRevocationList', async () => {
      const { body } = await backend.post('/revocations', list).expect(400);
      expect(body.error.message).toContain('"signature"');
    });
    expect(count).toBe(0);
  });

  it('others are answered long before many previews are', async () => {
    const file = await vendor.issue({ unknown: Array(5_000).fill(0) });
    expect(file.length).toBeGreaterThan(32 * 1024);
    const count = await readMeanwhile('checkLicenseFile', () =>
      Promise.all(
        Array.from({ length: PREVIEWS }, () =>
          backend.post('/licenses/preview', file).expect(200),
        ),
      ),
    );
    expect(count).toBeLessThan(PREVIEWS / 2);
  });
});
