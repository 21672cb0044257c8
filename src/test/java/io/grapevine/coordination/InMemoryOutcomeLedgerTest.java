package io.grapevine.coordination;

class InMemoryOutcomeLedgerTest extends OutcomeLedgerContract {
  @Override
  protected OutcomeLedger open() {
    return new InMemoryOutcomeLedger(KEPT, seals);
  }
}
