"""From a score to money."""
