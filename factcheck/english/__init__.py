"""English: numbers, dates, names, speakers, and the word tables of each."""
