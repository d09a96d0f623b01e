"""The board: live tallies and alerts on a web page."""
