import { expect, Locator } from '@playwright/test';

/** The hues that people call by these names, in degrees. */
const HUES = {
  red: [340, 20],
  amber: [20, 60],
  green: [80, 170],
} as const;

/** The name of a CSS colour such as `rgb(31, 170, 75)`; what is neither of the three is itself. */
function nameOf(color: string): string {
  const [r, g, b] = (color.match(/[\d.]+/g) ?? []).map(Number);
  const max = Math.max(r, g, b);
  const range = max - Math.min(r, g, b);
  if (!(range > 0)) {
    return color;
  }
  const sector =
    (max === r && (g - b) / range) ||
    (max === g && 2 + (b - r) / range) ||
    (max === b && 4 + (r - g) / range) ||
    0;
  const hue = (sector * 60 + 360) % 360;
  const found = Object.entries(HUES).find(([, [from, to]]) =>
    from < to ? hue >= from && hue < to : hue >= from || hue < to,
  );
  return found ? found[0] : color;
}

/** Checks in which colour something is written, or on which ground. */
export async function expectColour(
  locator: Locator,
  property: 'color' | 'background-color',
  colour: keyof typeof HUES,
): Promise<void> {
  await expect
    .poll(async () =>
      nameOf(
        await locator.evaluate(
          (element, name) => getComputedStyle(element).getPropertyValue(name),
          property,
        ),
      ),
    )
    .toBe(colour);
}
