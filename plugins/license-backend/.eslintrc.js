module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  rules: {
    // supertest asserts by methods of its requests, and tests by functions that are named so.
    'jest/expect-expect': [
      'warn',
      { assertFunctionNames: ['expect*', '**.expect'] },
    ],
  },
});
