"""Two or three workbooks side by side, as plain data: what belongs together, what changed, what that means."""
