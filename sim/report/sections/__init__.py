"""The page's sections: each file turns tables of runs into the tables and figures that a reader sees. The baseline
comes first."""
