import {
  aLicense,
  aLicenseInGrace,
  anOverview,
} from '../__testUtils__/builders';
import { estimateAfterDelete } from './estimateAfterDelete';

const trial = aLicense({ licenseId: 'LIC-TRIAL', type: 'trial', maxUsers: 5 });

describe('estimateAfterDelete', () => {
  it('takes the seats of a counting license away', () => {
    expect(estimateAfterDelete(anOverview(), aLicenseInGrace())).toEqual({
      operatingMode: 'licensed',
      inGracePeriod: false,
      activeUsers: 63,
      capacity: 100,
      utilizationPercent: 63,
      remaining: 37,
      overBy: 0,
    });
  });

  it('leaves a limited system without its last license', () => {
    const overview = anOverview({ licenses: [aLicense()], capacity: 100 });

    expect(estimateAfterDelete(overview, aLicense())).toMatchObject({
      operatingMode: 'limited',
      capacity: 0,
      utilizationPercent: null,
    });
  });

  it('says nothing of a license that does not count', () => {
    expect(
      estimateAfterDelete(
        anOverview(),
        aLicense({ licenseId: 'LIC-OLD', status: 'expired' }),
      ),
    ).toBeUndefined();
  });

  it('reckons with the sum if the list is not whole', () => {
    const overview = anOverview({ capacity: 5000, licensesTotal: 150 });

    expect(estimateAfterDelete(overview, aLicense())).toMatchObject({
      operatingMode: 'licensed',
      capacity: 4900,
      remaining: 4837,
    });
  });

  it('does not guess the mode if what the list leaves out decides it', () => {
    const overview = anOverview({
      licenses: [aLicense(), trial],
      licensesTotal: 150,
      capacity: 5000,
    });

    expect(
      estimateAfterDelete(overview, aLicense())?.operatingMode,
    ).toBeUndefined();
    expect(estimateAfterDelete(overview, trial)?.operatingMode).toBe(
      'licensed',
    );
  });
});
