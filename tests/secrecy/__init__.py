"""The attacker's side of ballot secrecy: what disk and memory tell, after a close, of who chose what."""
