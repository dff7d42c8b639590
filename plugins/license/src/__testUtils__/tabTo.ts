import userEvent from '@testing-library/user-event';

/** Presses the tabulator until an element has the focus, as somebody without a mouse does. */
export async function tabTo(element: HTMLElement) {
  for (let presses = 0; presses < 40; presses += 1) {
    await userEvent.tab();
    if (document.activeElement === element) {
      return;
    }
  }
  throw new Error(`The keyboard does not get to ${element.outerHTML}`);
}
