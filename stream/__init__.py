"""What is said about an election, and what follows: events, ledger, tallies, rules."""
