"""What the words of a column's heading may mean, however they are spelt."""
