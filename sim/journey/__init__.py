"""Patients move: illness, choice, care, capacity. This room knows no money except the charge."""
