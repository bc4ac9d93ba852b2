"""The health of the sources: is each heard as usual for the hour, and does its copy look as usual."""
