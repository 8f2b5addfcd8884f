"""Vega-Lite specifications from tidy rows, and their rendering to files. No tool is declared here."""
