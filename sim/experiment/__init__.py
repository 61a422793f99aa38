"""Which runs, and running them: studies, the SimPy calendar, comparison, the store on disk, fitting."""
