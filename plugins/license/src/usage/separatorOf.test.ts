import { separatorOf } from './separatorOf';

it.each([
  ['en', 'comma'],
  ['en-US', 'comma'],
  ['ja', 'comma'],
  ['de-CH', 'comma'],
  ['es-MX', 'comma'],
  ['de', 'semicolon'],
  ['fr', 'semicolon'],
  ['es', 'semicolon'],
  ['en-US@posix', 'comma'],
  ['', 'comma'],
])('takes in %s a %s', (locale, separator) => {
  expect(separatorOf(locale)).toBe(separator);
});
