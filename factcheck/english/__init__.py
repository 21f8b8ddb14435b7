"""What the package knows of English: numbers, dates, names, speakers, and the word tables of each."""
