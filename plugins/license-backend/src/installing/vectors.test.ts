import { JsonObject } from '@backstage/types';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  describeOnDatabases,
  StartedBackend,
  startLicenseBackend,
} from '../__testUtils__/startLicenseBackend';

/** A file of `docs/issuing/vectors.json`, as far as it matters here. */
interface Vector {
  name: string;
  file?: string;
  fileBase64?: string;
  deployment?: string;
  at?: string;
  checks: { code: string; status: string }[];
}

const vectors: {
  jwks: { keys: JsonObject[] };
  deployments: Record<
    string,
    { productInstanceId: string; products?: string[]; revocationList?: string }
  >;
  licenses: Vector[];
  revocationLists: Vector[];
} = JSON.parse(
  readFileSync(
    resolve(__dirname, '../../../../docs/issuing/vectors.json'),
    'utf8',
  ),
);

const fileOf = ({ file, fileBase64 }: Vector) =>
  file ?? Buffer.from(fileBase64!, 'base64');

/** A file that fails before its day matters is looked at on this one. */
const SOME_DAY = '2026-06-01T12:00:00Z';

const timeOf = ({ at = SOME_DAY }: Vector) => Date.parse(at);

// The time of a deployment never runs back, so those that need an early day come first.
const licensesOf = (deployment: string) =>
  vectors.licenses
    .filter(vector => (vector.deployment ?? 'open') === deployment)
    .sort((one, other) => timeOf(one) - timeOf(other));

describeOnDatabases('the vectors of docs/issuing', newDatabase => {
  describe.each(Object.keys(vectors.deployments))('in deployment %s', name => {
    let backend: StartedBackend;
    let clock: number;

    beforeAll(async () => {
      const { revocationList, ...license } = vectors.deployments[name];
      clock = Math.min(...licensesOf(name).map(timeOf));
      jest.spyOn(Date, 'now').mockImplementation(() => clock);
      backend = await startLicenseBackend({
        knex: await newDatabase(),
        license: { ...license, trustedKeys: { keys: vectors.jwks.keys } },
      });
      if (revocationList) {
        const list = vectors.revocationLists.find(
          vector => vector.name === revocationList,
        )!;
        await backend.post('/revocations', fileOf(list)).expect(201);
      }
    });
    afterAll(async () => {
      await backend.stop();
      jest.restoreAllMocks();
    });

    it.each(licensesOf(name))('previews "$name"', async vector => {
      clock = timeOf(vector);
      const { body } = await backend
        .post('/licenses/preview', fileOf(vector))
        .expect(200);
      const found = body.checks.map(
        ({ code, status }: Vector['checks'][number]) => ({ code, status }),
      );
      expect(found).toEqual(vector.checks);
    });
  });
});
