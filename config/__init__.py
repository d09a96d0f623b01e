"""What an election is: definitions, scenarios, settings; data as files."""
