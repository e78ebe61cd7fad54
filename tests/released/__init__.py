"""What released versions wrote (tests/fixtures/): every later one replays it and serves it."""
