module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  rules: {
    // supertest asserts by methods of its requests.
    'jest/expect-expect': [
      'warn',
      { assertFunctionNames: ['expect', '**.expect'] },
    ],
  },
});
