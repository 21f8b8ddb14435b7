"""German: numbers, dates and names. Most of the words come from the Unicode CLDR."""
