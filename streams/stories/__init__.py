"""What stands of each story: its versions, its kills, its holds, its takes; and each decision on it."""
