"""What the log and the vault promise: order, durability, and that what is destroyed is gone."""
