"""What became of a story: its versions, its kills, its holds, its takes."""
