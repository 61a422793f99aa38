"""What Excel, WPS and Word are told: words, typed cells, sheets, paragraphs and pictures for offices."""
