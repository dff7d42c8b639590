import { useState } from 'react';

let last = 0;

/** An id that no other element of the page has. React's own `useId` is not there in React 17, which portals may use. */
export function useUniqueId(): string {
  const [id] = useState(() => {
    last += 1;
    return `license-page-${last}`;
  });
  return id;
}
