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
});
