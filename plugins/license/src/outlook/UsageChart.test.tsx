import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FakeServer } from '../__testUtils__/FakeServer';
import { renderLicensePage } from '../__testUtils__/renderLicensePage';

// What the import of the code that draws comes to: a component, or a promise of one.
let mockPlot: () => unknown;
jest.mock('./UsagePlot', () => ({
  get UsagePlot() {
    return mockPlot();
  },
}));

async function open() {
  renderLicensePage('overview', new FakeServer());
  return screen.findByRole('region', { name: 'Users and slots' });
}

/** Everything on the Overview but the lines of the chart. */
async function expectEverythingElse(section: HTMLElement) {
  expect(screen.getByText('63 / 110')).toBeInTheDocument();
  expect(
    screen.getByRole('list', { name: 'Active Licenses' }),
  ).toBeInTheDocument();
  expect(section).toHaveTextContent(
    'From 31/03/2027 100 slots become 0; 63 too few for the 63 users of today.',
  );
  await userEvent.click(
    within(section).getByRole('button', { name: 'Show as table' }),
  );
  expect(
    within(section).getByRole('table', { name: 'Users and slots by date' }),
  ).toBeInTheDocument();
}

// Once it is there, the code stays, so its arrival comes last.
describe('the chart, while the code that draws it', () => {
  it('has not come, is a picture in the making, with all else on the page', async () => {
    mockPlot = () => new Promise(() => {});
    const section = await open();

    const picture = await within(section).findByRole('img', {
      name: /^Chart of active users and slots from /,
    });
    // The legend is there, and the room for the lines, so that nothing below them jumps.
    expect(picture).toHaveTextContent('Too few slots');
    expect(
      within(picture).getByRole('progressbar', { hidden: true }).parentElement,
    ).toHaveStyle({ height: '300px' });
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
    await expectEverythingElse(section);
  });

  it('cannot be loaded, says what to do, with all else on the page, and comes on Retry', async () => {
    mockPlot = () => Promise.reject(new Error('Loading chunk 1289 failed.'));
    const section = await open();

    expect(await within(section).findByRole('alert')).toHaveTextContent(
      'This part of the page could not be loaded' +
        'Check your connection, then retry. If it keeps failing, reload the page: the portal may have been updated since you opened it.',
    );
    // A picture that is not there has no name either.
    expect(within(section).queryByRole('img')).not.toBeInTheDocument();
    await expectEverythingElse(section);

    mockPlot = () => () => <span>the lines</span>;
    await userEvent.click(
      within(section).getByRole('button', { name: 'Retry' }),
    );

    expect(await within(section).findByRole('img')).toHaveTextContent(
      'the lines',
    );
    expect(within(section).queryByRole('alert')).not.toBeInTheDocument();
  });
});
