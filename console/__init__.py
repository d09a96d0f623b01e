"""The people's side: command line, live view, report."""
