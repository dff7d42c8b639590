import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// A busy machine takes its time to draw a whole portal.
configure({ asyncUtilTimeout: 10_000 });
jest.setTimeout(30_000);

// Browsers have it, the File of jsdom does not.
File.prototype.arrayBuffer ??= function arrayBuffer(this: File) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as ArrayBuffer);
    reader.onerror = () => reject(reader.error);
    reader.readAsArrayBuffer(this);
  });
};
