import { act, renderHook } from '@testing-library/react';
import { UnreachableError } from '../api/UnreachableError';
import { useLive } from './useLive';

const pass = (ms: number) => act(() => jest.advanceTimersByTimeAsync(ms));

const setHidden = (hidden: boolean) =>
  Object.defineProperty(document, 'hidden', {
    configurable: true,
    value: hidden,
  });

describe('useLive', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => {
    jest.useRealTimers();
    setHidden(false);
  });

  it('loads again every 30 seconds', async () => {
    let count = 0;
    const load = async () => ++count;
    const { result } = renderHook(() => useLive(load));
    await pass(0);
    expect(result.current.live).toEqual({ state: 'ready', value: 1 });

    await pass(30_000);

    expect(result.current.live).toEqual({ state: 'ready', value: 2 });
  });

  it('tries an unreachable server every 5 seconds and recovers by itself', async () => {
    let connected = false;
    const load = async () => {
      if (!connected) {
        throw new UnreachableError();
      }
      return 'fresh';
    };
    const { result } = renderHook(() => useLive(load));
    await pass(0);
    expect(result.current.live.state).toBe('failed');

    connected = true;
    await pass(5_000);

    expect(result.current.live).toEqual({ state: 'ready', value: 'fresh' });
  });

  it('does not let an overtaken answer win', async () => {
    const answers: ((value: string) => void)[] = [];
    const load = () =>
      new Promise<string>(resolve => {
        answers.push(resolve);
      });
    const { result } = renderHook(() => useLive(load));
    act(() => {
      result.current.reload();
    });

    await act(async () => answers[1]('new'));
    await act(async () => answers[0]('old'));

    expect(result.current.live).toEqual({ state: 'ready', value: 'new' });
  });

  it('waits for an attempt that hangs instead of starting over', async () => {
    const load = jest.fn(() => new Promise<string>(() => {}));
    renderHook(() => useLive(load));

    await pass(120_000);

    expect(load).toHaveBeenCalledTimes(1);
  });

  it('rests in the background, and shows nothing old when it is back', async () => {
    let count = 0;
    const load = jest.fn(async () => ++count);
    const { result } = renderHook(() => useLive(load));
    await pass(0);
    setHidden(true);
    await pass(120_000);
    expect(load).toHaveBeenCalledTimes(1);

    setHidden(false);
    act(() => {
      document.dispatchEvent(new Event('visibilitychange'));
    });

    expect(result.current.live).toEqual({ state: 'loading' });
    await pass(0);
    expect(result.current.live).toEqual({ state: 'ready', value: 2 });
  });

  const happen = (target: Window | Document, ...types: string[]) =>
    act(() => types.forEach(type => target.dispatchEvent(new Event(type))));
  const leaveTab = () => {
    happen(window, 'blur');
    setHidden(true);
    happen(document, 'visibilitychange');
  };

  it.each([
    ['being shown before having the focus', [document, window]],
    ['having the focus before being shown', [window, document]],
  ] as const)(
    'asks once for each return to the tab, told as %s',
    async (_order, targets) => {
      const load = jest.fn(async () => 'fresh');
      renderHook(() => useLive(load));
      await pass(0);

      for (const calls of [2, 3]) {
        leaveTab();
        setHidden(false);
        for (const target of targets) {
          happen(target, target === window ? 'focus' : 'visibilitychange');
          // The answer may have come before the second event.
          await pass(0);
        }
        expect(load).toHaveBeenCalledTimes(calls);
      }
    },
  );

  it('asks each time that the window gets the focus', async () => {
    const load = jest.fn(async () => 'fresh');
    renderHook(() => useLive(load));
    await pass(0);
    leaveTab();
    setHidden(false);
    happen(document, 'visibilitychange');

    // Shown, but left before it had the focus.
    happen(window, 'blur', 'focus', 'blur', 'focus');

    expect(load).toHaveBeenCalledTimes(4);
  });

  it('asks when the connection is back, however the tab was returned to', async () => {
    const load = jest.fn(async () => 'fresh');
    const { result } = renderHook(() => useLive(load));
    await pass(0);

    happen(window, 'focus', 'offline');
    expect(result.current.live.state).toBe('failed');
    happen(window, 'online');
    await pass(0);

    expect(result.current.live).toEqual({ state: 'ready', value: 'fresh' });
  });
});
