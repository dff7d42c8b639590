/** Ends what startPostgres.js started, if it did. Jest runs both in the same process. */
module.exports = async function stopPostgres() {
  await globalThis.stopLicenseTestPostgres?.();
};
