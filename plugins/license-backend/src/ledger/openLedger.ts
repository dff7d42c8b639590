import { LicenseStore } from '../database/LicenseStore';
import { takeOver } from '../integrity/takeOver';
import { LicenseInventory } from '../inventory/LicenseInventory';
import { Anchors } from './Anchors';
import { Ledger } from './Ledger';
import { Sealer } from './Sealer';

/**
 * Begins the ledger of a new or upgraded database with what is there, and lets a secret that is new take over the
 * sealing. Replicas that start together do it once.
 */
export async function openLedger(options: {
  store: LicenseStore;
  ledger: Ledger;
  sealer: Sealer;
  anchors: Anchors;
  inventory: LicenseInventory;
}): Promise<void> {
  const { store, ledger, sealer, anchors, inventory } = options;
  await anchors.readFile();
  const state = await store.getState();
  if (state.ledger.sequence === 0) {
    const sources = await inventory.readSources();
    await store.transaction(async tx => {
      const { productInstanceId, ledger: end } = await tx.getState();
      const [first] = await tx.readLedger({ limit: 1 });
      if (end.sequence === 0 && !first) {
        await tx.append([
          { kind: 'genesis', content: { productInstanceId } },
          ...(await takeOver(tx, sources, 'taken over')),
        ]);
      }
    });
    return;
  }

  const [head] = await store.readLedger({
    after: state.ledger.sequence - 1,
    limit: 1,
  });
  const { keyId } = sealer;
  if (!keyId || !head || head.seal?.keyId === keyId) {
    return;
  }
  // Only a ledger that is whole may be handed to another key: its seals vouch for everything before.
  const walk = await ledger.verify();
  await store.transaction(async tx => {
    await ledger.adopt(walk, tx);
    if (walk.isWhole && !walk.hasSeals) {
      await tx.append([{ kind: 'seal', content: { keyId } }]);
    } else if (
      !ledger.reading.damage &&
      walk.headSeal === 'good' &&
      walk.headKeyId !== keyId
    ) {
      // The former key names its successor, for replicas that do not have the new secret yet.
      await tx.append([{ kind: 'seal', content: { keyId } }], {
        keyId: walk.headKeyId,
      });
      await tx.append([{ kind: 'seal', content: { keyId } }]);
    }
  });
}
