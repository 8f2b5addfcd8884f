"""What the table tools share: reading files, typing columns, filters, rounding, results. No tool is declared here."""
